import CSQLite

/// A prepared statement in use. It goes back to its connection's cache, reset, when the value ends: no read transaction
/// outlives the statement that opened it.
package struct Statement: ~Copyable {
  private let entry: StatementCache.Entry
  private let database: OpaquePointer
  private var pointer: OpaquePointer { entry.pointer }

  init(_ entry: StatementCache.Entry, database: OpaquePointer) {
    (self.entry, self.database) = (entry, database)
    entry.isInUse = true
  }

  deinit {
    sqlite3_reset(entry.pointer)
    sqlite3_clear_bindings(entry.pointer)
    entry.isInUse = false
  }

  /// Binds the parameter `?index`, counted from 1.
  package func bind(_ value: SQLValue, at index: Int32) throws(SQLiteError) {
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

  package func bind(_ values: [SQLValue]) throws(SQLiteError) {
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
  }

  /// Binds all values, and in place of one its bytes, which have to stay where they are until the statement ends.
  func bind(_ values: [SQLValue], lending text: UnsafeBufferPointer<UInt8>, at place: Int) throws(SQLiteError) {
    for (index, value) in values.enumerated() where index != place { try bind(value, at: Int32(index + 1)) }
    let code = text.withMemoryRebound(to: CChar.self) { characters in
      sqlite3_bind_text64(
        pointer, Int32(place + 1), characters.baseAddress, UInt64(characters.count), nil, UInt8(SQLITE_UTF8))
    }
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// True when there is a row to read, false at the end.
  package func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw error(code)
    }
  }

  /// Makes it ready to run again; bindings stay.
  package func reset() { sqlite3_reset(pointer) }

  /// Runs to the end and forgets the rows.
  package func run() throws(SQLiteError) {
    while try step() {}
    reset()
  }

  private func error(_ code: Int32) -> SQLiteError {
    SQLiteError(database, code: code, sql: sqlite3_sql(pointer).map { String(cString: $0) })
  }
}

// Columns of the current row, counted from 0 (sqlite.org/c3ref/column_blob.html).
extension Statement {
  package enum StorageClass { case null, integer, real, text, blob }

  package var columnCount: Int32 { sqlite3_column_count(pointer) }

  package func name(_ column: Int32) -> String {
    sqlite3_column_name(pointer, column).map { String(cString: $0) } ?? ""
  }

  package func storageClass(_ column: Int32) -> StorageClass {
    switch sqlite3_column_type(pointer, column) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }
  package func real(_ column: Int32) -> Double { sqlite3_column_double(pointer, column) }

  /// The bytes of a text or blob, valid until the next step: used in place, so that a large value is not copied.
  package func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_blob(pointer, column)
    let count = Int(sqlite3_column_bytes(pointer, column))
    return UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
  }

  /// The text of a column; nil when it is no text, or no UTF-8.
  package func text(_ column: Int32) -> String? {
    guard case .text = storageClass(column) else { return nil }
    return String(validating: bytes(column), as: UTF8.self)
  }

  package func value(_ column: Int32) -> SQLValue {
    switch storageClass(column) {
    case .null: return .null
    case .integer: return .integer(integer(column))
    case .real: return .real(real(column))
    case .blob: return .blob(Array(bytes(column)))
    case .text:
      let bytes = bytes(column)
      return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .malformedText(Array(bytes))
    }
  }
}
