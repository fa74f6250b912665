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
  func storageClass(_ column: Int32) -> StorageClass
  func integer(_ column: Int32) -> Int64
  func real(_ column: Int32) -> Double
  /// The bytes of a text or blob, valid until the next step.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8>
}

/// The type of a stored value. A truth value is stored as an integer, a moment as text.
package enum StorageClass: Sendable { case null, integer, real, text, blob }

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
  package func storageClass(_ column: Int32) -> StorageClass { cursor.storageClass(column) }
  package func isNull(_ column: Int32) -> Bool { cursor.storageClass(column) == .null }
  package func integer(_ column: Int32) -> Int64 { cursor.integer(column) }
  package func real(_ column: Int32) -> Double { cursor.real(column) }

  /// The bytes of a text or blob, valid until the next step. They are used in place, so that a large value is not
  /// copied.
  package func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> { cursor.bytes(column) }

  /// The text of a column; nil if it is no text or not UTF-8.
  package func text(_ column: Int32) -> String? {
    guard case .text = cursor.storageClass(column) else { return nil }
    return String(validating: cursor.bytes(column), as: UTF8.self)
  }

  package func value(_ column: Int32) -> SQLValue {
    switch cursor.storageClass(column) {
    case .null: return .null
    case .integer: return .integer(cursor.integer(column))
    case .real: return .real(cursor.real(column))
    case .blob: return .blob(Array(cursor.bytes(column)))
    case .text:
      let bytes = cursor.bytes(column)
      return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .malformedText(Array(bytes))
    }
  }
}
