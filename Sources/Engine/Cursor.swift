/// A prepared statement of an engine, and its current row. Columns are counted from 0, parameters from 1.
package protocol Cursor: AnyObject {
  func bind(_ values: [SQLValue]) throws(EngineError)
  /// Steps to the next row; false after the last one.
  func step() throws(EngineError) -> Bool
  /// Makes the statement ready to run again. Bindings stay.
  func reset()
  /// Goes back before the first row. The statement runs again unless its session has kept the rows.
  func rewind()
  /// Returns the statement to its session, with no row and nothing bound.
  func end()

  var columnCount: Int32 { get }
  func name(_ column: Int32) -> String
  func stored(_ column: Int32) -> StoredValue
}

/// A value of the current row, where its engine has it: valid until the next step. A truth value is stored as an integer, a
/// moment as text.
package enum StoredValue {
  case null
  case integer(Int64)
  case real(Double)
  case text(UnsafeBufferPointer<UInt8>)
  case blob(UnsafeBufferPointer<UInt8>)
}

/// A prepared statement in use. It returns to its session when this value is destroyed, so that no snapshot outlives
/// the statement that opened it.
package struct Statement: ~Copyable {
  private let cursor: any Cursor

  package init(_ cursor: any Cursor) { self.cursor = cursor }

  deinit { cursor.end() }

  package func bind(_ values: [SQLValue]) throws(EngineError) { try cursor.bind(values) }

  /// True if there is a row to read, false at the end.
  package func step() throws(EngineError) -> Bool { try cursor.step() }

  /// Makes the statement ready to run again. Bindings stay.
  package func reset() { cursor.reset() }

  /// Goes back before the first row. The statement runs again unless its session has kept the rows.
  package func rewind() { cursor.rewind() }

  /// Runs the statement to its end, and ignores its rows.
  package func run() throws(EngineError) {
    while try cursor.step() {}
    cursor.reset()
  }

  /// The first column of the first row; nil if there is no row.
  package func firstValue() throws(EngineError) -> SQLValue? { try cursor.step() ? value(0) : nil }

  /// All rows, for small results.
  package func allRows() throws(EngineError) -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    while try cursor.step() { rows.append((0..<cursor.columnCount).map { value($0) }) }
    return rows
  }

  package var columnCount: Int32 { cursor.columnCount }
  package func name(_ column: Int32) -> String { cursor.name(column) }
  /// The value where the engine has it, so that a large one is not copied.
  package func stored(_ column: Int32) -> StoredValue { cursor.stored(column) }
  package func isNull(_ column: Int32) -> Bool { if case .null = cursor.stored(column) { true } else { false } }
  /// The number in a column, or that a text or a fraction there stands for; 0 if there is none.
  package func integer(_ column: Int32) -> Int64 {
    switch cursor.stored(column) {
    case .integer(let number): number
    case .real(let number): Int64(exactly: number.rounded(.towardZero)) ?? 0
    case .text(let bytes): Int64(String(decoding: bytes, as: UTF8.self)) ?? 0
    case .null, .blob: 0
    }
  }
  /// The text of a column; nil if it is no text or not UTF-8.
  package func text(_ column: Int32) -> String? {
    guard case .text(let bytes) = cursor.stored(column) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  package func value(_ column: Int32) -> SQLValue { SQLValue(cursor.stored(column)) }
}
