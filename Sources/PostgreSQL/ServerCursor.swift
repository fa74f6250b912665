import Engine

/// A statement in use, with the rows of its last execution, which are all received before the first one is read.
final class ServerCursor: Cursor {
  /// Runs the statement.
  private let execute: ([SQLValue]) throws(EngineError) -> (ServerResult, ColumnForms)
  private var values: [SQLValue] = []
  /// The rows of the result that are this cursor's; nil for all.
  private let range: Range<Int32>?
  private var rows: (result: ServerResult, forms: ColumnForms)?
  /// What reading a value needs, without a look at another object.
  private var reading: Reading?
  private var row: Int32 = -1
  private var rowEnd: Int32 = 0
  /// Values that are not stored as the server writes them, by column, as long as the row is the current one.
  private var texts: [Int32: UnsafeMutableBufferPointer<UInt8>] = [:]

  private struct Reading {
    let result: LibPQ.Handle
    let forms: UnsafeMutableBufferPointer<ColumnForms.Form>
    let value: @convention(c) (LibPQ.Handle?, Int32, Int32) -> UnsafeMutablePointer<CChar>?
    let length: @convention(c) (LibPQ.Handle?, Int32, Int32) -> Int32
    let isNull: @convention(c) (LibPQ.Handle?, Int32, Int32) -> Int32

    func bytes(_ row: Int32, _ column: Int32) -> UnsafeBufferPointer<UInt8> {
      guard let start = value(result, row, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
      let count = Int(length(result, row, column))
      return UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(to: UInt8.self)
    }
  }

  init(_ sql: String, _ session: PostgreSQLSession) {
    range = nil
    execute = { values throws(EngineError) in try session.execute(sql, values) }
  }

  /// Some rows of a result, which stay when the cursor ends.
  init(_ range: Range<Int32>, of result: ServerResult, _ forms: ColumnForms) {
    self.range = range
    execute = { _ in (result, forms) }
  }

  deinit { forgetTexts() }

  func bind(_ values: [SQLValue]) { self.values = values }

  func step() throws(EngineError) -> Bool {
    if rows == nil { try start() }
    forgetTexts()
    row += 1
    return row < rowEnd
  }

  private func start() throws(EngineError) {
    let (result, forms) = try execute(values)
    rows = (result, forms)
    reading = Reading(
      result: result.pointer, forms: forms.forms, value: result.library.value, length: result.library.length,
      isNull: result.library.isNull)
    row = (range?.lowerBound ?? 0) - 1
    rowEnd = range?.upperBound ?? result.rowCount
  }

  func rewind() {
    forgetTexts()
    row = (range?.lowerBound ?? 0) - 1
  }

  func reset() {
    forgetTexts()
    (rows, reading, row) = (nil, nil, -1)
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
  var columnCount: Int32 { rows?.result.columnCount ?? 0 }

  func name(_ column: Int32) -> String { rows?.result.name(column) ?? "" }

  func stored(_ column: Int32) -> StoredValue {
    guard let reading, column < reading.forms.count, reading.isNull(reading.result, row, column) == 0 else {
      return .null
    }
    let bytes = reading.bytes(row, column)
    switch reading.forms[Int(column)] {
    case .boolean: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
    case .number: return .integer(ServerText.number(bytes))
    case .numeric: return ServerText.isWhole(bytes) ? .integer(ServerText.number(bytes)) : .text(bytes)
    case .real: return .real(Double(String(decoding: bytes, as: UTF8.self)) ?? 0)
    case .text: return .text(bytes)
    case .moment:
      return .text(kept(column, ServerText.momentLength(bytes)) { ServerText.writeMoment(bytes, into: $0) })
    case .bytes: return .blob(kept(column, bytes.count / 2) { ServerText.decode(bytes, into: $0) })
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
