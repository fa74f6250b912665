import Engine
import Glibc

/// A statement in use, with the rows of its last execution, which are all received before the first one is read.
final class ServerCursor: Cursor {
  private let session: PostgreSQLSession
  private let sql: String
  private var values: [SQLValue] = []
  private var result: ServerResult?
  private var columns: [StorageClass] = []
  private var row: Int32 = -1
  /// Values that are not stored as the server writes them, by column, as long as the row is the current one.
  private var texts: [Int32: UnsafeMutableBufferPointer<UInt8>] = [:]

  init(_ sql: String, _ session: PostgreSQLSession) { (self.sql, self.session) = (sql, session) }

  deinit { forgetTexts() }

  func bind(_ values: [SQLValue]) { self.values = values }

  func step() throws(EngineError) -> Bool {
    if result == nil { (result, columns) = try session.execute(sql, values) }
    forgetTexts()
    row += 1
    return row < result?.rowCount ?? 0
  }

  func reset() {
    forgetTexts()
    (result, row) = (nil, -1)
  }

  func end() {
    reset()
    values = []
  }

  private func forgetTexts() {
    guard !texts.isEmpty else { return }
    texts.values.forEach { $0.deallocate() }
    texts.removeAll(keepingCapacity: true)
  }
}

// The current row.
extension ServerCursor {
  var columnCount: Int32 { result?.columnCount ?? 0 }

  func name(_ column: Int32) -> String { result?.name(column) ?? "" }

  func storageClass(_ column: Int32) -> StorageClass {
    guard let result, column < columns.count, !result.isNull(row, column) else { return .null }
    if result.type(column) == ColumnType.numeric.rawValue {
      return ServerText.classOfNumeric(result.bytes(row, column))
    }
    return columns[Int(column)]
  }

  func integer(_ column: Int32) -> Int64 {
    guard let bytes = result?.bytes(row, column) else { return 0 }
    if result?.type(column) == ColumnType.boolean.rawValue { return bytes.first == UInt8(ascii: "t") ? 1 : 0 }
    var number: Int64 = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    for byte in bytes.dropFirst(isNegative ? 1 : 0) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
      // The number is negative meanwhile, since the least one has no positive counterpart.
      number = number &* 10 &- Int64(byte - UInt8(ascii: "0"))
    }
    return isNegative ? number : -number
  }

  func real(_ column: Int32) -> Double {
    result.flatMap { Double(String(decoding: $0.bytes(row, column), as: UTF8.self)) } ?? 0
  }

  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    guard let result else { return UnsafeBufferPointer(start: nil, count: 0) }
    let bytes = result.bytes(row, column)
    switch ColumnType(rawValue: result.type(column)) {
    case .timestamp: return kept(column, ServerText.momentLength(bytes)) { ServerText.writeMoment(bytes, into: $0) }
    case .bytes: return kept(column, bytes.count / 2) { ServerText.decode(bytes, into: $0) }
    default: return bytes
    }
  }

  private func kept(
    _ column: Int32, _ count: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) -> UnsafeBufferPointer<UInt8> {
    if let known = texts[column] { return UnsafeBufferPointer(known) }
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, count))
    let text = UnsafeMutableBufferPointer(rebasing: room[..<write(room)])
    texts[column] = text
    return UnsafeBufferPointer(text)
  }
}
