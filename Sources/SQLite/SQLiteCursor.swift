import CSQLite
import Engine

/// A prepared statement, which its connection keeps and hands out to one user at a time.
final class SQLiteCursor: Cursor {
  private let pointer: OpaquePointer
  private let database: OpaquePointer
  private(set) var isInUse = false
  /// When the statement was last handed out, counted by its connection.
  private(set) var lastUse: UInt64 = 0

  init(_ pointer: OpaquePointer, database: OpaquePointer) { (self.pointer, self.database) = (pointer, database) }

  deinit { sqlite3_finalize(pointer) }

  func handOut(_ use: UInt64) { (isInUse, lastUse) = (true, use) }

  func end() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
    isInUse = false
  }

  func bind(_ values: [SQLValue]) throws(EngineError) {
    var index: Int32 = 1
    for value in values {
      try bind(value, at: index)
      index += 1
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) throws(EngineError) {
    let code =
      switch value {
      case .null: sqlite3_bind_null(pointer, index)
      case .integer(let number): sqlite3_bind_int64(pointer, index, number)
      case .real(let number): sqlite3_bind_double(pointer, index, number)
      case .text(let text): bind(text: text, at: index)
      case .malformedText(let bytes):
        bytes.withUnsafeBytes { bytes in
          sqlite3_bind_text_copy(
            pointer, index, bytes.assumingMemoryBound(to: CChar.self).baseAddress, UInt64(bytes.count))
        }
      // An empty array has no address, and a null address would bind NULL.
      case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(pointer, index, 0)
      case .blob(let bytes):
        bytes.withUnsafeBytes { sqlite3_bind_blob_copy(pointer, index, $0.baseAddress, UInt64($0.count)) }
      }
    guard code == SQLITE_OK else { throw error(code) }
  }

  private func bind(text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        if let start = characters.baseAddress {
          return sqlite3_bind_text_copy(pointer, index, start, UInt64(characters.count))
        }
        return sqlite3_bind_text_copy(pointer, index, "", 0)
      }
    }
  }

  /// Binds all values. The text at `place` is lent, not copied: its bytes must stay where they are until the statement
  /// ends.
  func bind(_ values: [SQLValue], lending text: UnsafeBufferPointer<UInt8>, at place: Int) throws(EngineError) {
    for (index, value) in values.enumerated() where index != place { try bind(value, at: Int32(index + 1)) }
    let code = text.withMemoryRebound(to: CChar.self) { characters in
      sqlite3_bind_text64(
        pointer, Int32(place + 1), characters.baseAddress, UInt64(characters.count), nil, UInt8(SQLITE_UTF8))
    }
    guard code == SQLITE_OK else { throw error(code) }
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
