import CSQLite
import Engine

/// A prepared statement, which its connection keeps and hands out to one user at a time.
final class SQLiteCursor: Cursor {
  private let pointer: OpaquePointer
  private let database: OpaquePointer
  private(set) var isInUse = false
  private var isBound = false
  /// The bound texts and blobs. SQLite uses them here, so that it makes no copies.
  private var memory = BindingMemory()
  /// When the statement was last handed out, counted by its connection.
  private(set) var lastUse: UInt64 = 0

  init(_ pointer: OpaquePointer, database: OpaquePointer) { (self.pointer, self.database) = (pointer, database) }

  deinit { sqlite3_finalize(pointer) }

  func handOut(_ use: UInt64) { (isInUse, lastUse) = (true, use) }

  func end() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
    (isInUse, isBound) = (false, false)
    memory.shrink()
  }

  func bind(_ values: [SQLValue]) throws(EngineError) { try bind(values, besides: nil) }

  /// Binds all values. The text at `place` is lent, not copied: its bytes must stay where they are until the statement
  /// ends.
  func bind(_ values: [SQLValue], lending text: UnsafeBufferPointer<UInt8>, at place: Int) throws(EngineError) {
    try bind(values, besides: place)
    try check(bind(UnsafeRawBufferPointer(text), at: Int32(place + 1)))
  }

  /// - Parameter other: the place of a value that is not bound here.
  private func bind(_ values: [SQLValue], besides other: Int?) throws(EngineError) {
    if isBound { sqlite3_clear_bindings(pointer) }
    isBound = true
    // One byte more gives an empty text an address: a null address would bind NULL.
    var room = memory.room(SQLValue.byteCount(of: values) - (other.map { values[$0].byteCount } ?? 0) + 1)
    for place in values.indices where place != other { try bind(values[place], at: Int32(place + 1), &room) }
  }

  private func bind(_ value: SQLValue, at index: Int32, _ room: inout BindingMemory.Room) throws(EngineError) {
    switch value {
    case .null: try check(sqlite3_bind_null(pointer, index))
    case .integer(let number): try check(sqlite3_bind_int64(pointer, index, number))
    case .real(let number): try check(sqlite3_bind_double(pointer, index, number))
    case .text(let text): try check(bind(room.copy(text), at: index))
    case .malformedText(let data): try check(bind(data.withUnsafeBytes { room.copy($0) }, at: index))
    case .blob(let data):
      let copy = data.withUnsafeBytes { room.copy($0) }
      try check(sqlite3_bind_blob64(pointer, index, copy.baseAddress, UInt64(copy.count), nil))
    }
  }

  private func bind(_ text: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
    sqlite3_bind_text64(
      pointer, index, text.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(text.count), nil, UInt8(SQLITE_UTF8)
    )
  }

  private func check(_ code: Int32) throws(EngineError) {
    if code != SQLITE_OK { throw error(code) }
  }

  func step() throws(EngineError) -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw error(code)
    }
  }

  func reset() { sqlite3_reset(pointer) }
  func rewind() { reset() }

  private func error(_ code: Int32) -> EngineError {
    EngineError(database, code: code, sql: sqlite3_sql(pointer).map { String(cString: $0) })
  }
}

// The current row (sqlite.org/c3ref/column_blob.html, sqlite.org/c3ref/value_blob.html).
extension SQLiteCursor {
  var columnCount: Int32 { sqlite3_column_count(pointer) }

  func name(_ column: Int32) -> String { sqlite3_column_name(pointer, column).map { String(cString: $0) } ?? "" }

  /// Each value is asked for once: every call for a column costs a lock and a check of its number.
  func stored(_ column: Int32) -> StoredValue {
    let value = sqlite3_column_value(pointer, column)
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
    case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
    case SQLITE_TEXT: return .text(Self.bytes(value))
    case SQLITE_BLOB: return .blob(Self.bytes(value))
    default: return .null
    }
  }

  private static func bytes(_ value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_value_blob(value)
    let count = Int(sqlite3_value_bytes(value))
    return UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
  }
}
