import Engine

/// A statement in use, with the rows of its last execution, which are all received before the first one is read.
final class ServerCursor: Cursor {
  private enum Source {
    case statement(String, PostgreSQLSession)
    /// Some rows of a result.
    case rows(Range<Int32>, ServerResult, ColumnForms)
  }

  private let source: Source
  private var values: [SQLValue] = []
  private var rows: (result: ServerResult, forms: ColumnForms)?
  /// What reading a value needs, without a look at another object.
  private let functions: Functions
  private var result: LibPQ.Handle?
  private var forms = UnsafeMutableBufferPointer<ColumnForms.Form>(start: nil, count: 0)
  private var row: Int32 = -1
  private var rowEnd: Int32 = 0
  /// Values that are not stored as the server writes them, by column, as long as the row is the current one.
  private var texts: [Int32: UnsafeMutableBufferPointer<UInt8>] = [:]
  /// Whether there are any: each row asks.
  private var hasTexts = false

  private struct Functions {
    let value: @convention(c) (LibPQ.Handle?, Int32, Int32) -> UnsafeMutablePointer<CChar>?
    let length: @convention(c) (LibPQ.Handle?, Int32, Int32) -> Int32
    let isNull: @convention(c) (LibPQ.Handle?, Int32, Int32) -> Int32

    init(_ library: LibPQ) { (value, length, isNull) = (library.value, library.length, library.isNull) }
  }

  init(_ sql: String, _ session: PostgreSQLSession) {
    source = .statement(sql, session)
    functions = Functions(session.connection.library)
  }

  /// Some rows of a result, which stay when the cursor ends.
  init(_ range: Range<Int32>, of result: ServerResult, _ forms: ColumnForms) {
    source = .rows(range, result, forms)
    functions = Functions(result.library)
  }

  deinit { forgetTexts() }

  func bind(_ values: [SQLValue]) { self.values = values }

  func step() throws(EngineError) -> Bool {
    if result == nil { try start() }
    if hasTexts { forgetTexts() }
    row &+= 1
    return row < rowEnd
  }

  private func start() throws(EngineError) {
    switch source {
    case .statement(let sql, let session):
      let (result, forms) = try session.execute(sql, values)
      rows = (result, forms)
      rowEnd = result.rowCount
    case .rows(let range, let result, let forms):
      rows = (result, forms)
      rowEnd = range.upperBound
    }
    if let rows { (result, forms) = (rows.result.pointer, rows.forms.forms) }
    row = rowBefore
  }

  func rewind() {
    forgetTexts()
    row = rowBefore
  }

  /// The row before the first one.
  private var rowBefore: Int32 { if case .rows(let range, _, _) = source { range.lowerBound - 1 } else { -1 } }

  func reset() {
    forgetTexts()
    (rows, result, row) = (nil, nil, -1)
  }

  func end() {
    reset()
    values = []
  }

  private func forgetTexts() {
    guard hasTexts else { return }
    hasTexts = false
    texts.values.forEach { $0.deallocate() }
    texts.removeAll(keepingCapacity: true)
  }
}

// The current row.
extension ServerCursor {
  var columnCount: Int32 { rows?.result.columnCount ?? 0 }

  func name(_ column: Int32) -> String { rows?.result.name(column) ?? "" }

  func stored(_ column: Int32) -> StoredValue {
    guard let result, column < forms.count else { return .null }
    let count = Int(functions.length(result, row, column))
    // Null has no bytes, and neither has an empty text: asking for both would cost a call more for each value.
    if count == 0, functions.isNull(result, row, column) != 0 { return .null }
    let start = UnsafeRawPointer(functions.value(result, row, column))
    let bytes = UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
    switch forms[Int(column)] {
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
    hasTexts = true
    return UnsafeBufferPointer(text)
  }
}
