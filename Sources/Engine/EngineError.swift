/// What an engine answered in place of a result. Its texts are for the log; a caller is told by its cause and its refusal.
package struct EngineError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, as far as anybody acts on it.
  package enum Cause: Sendable {
    /// Another session holds a lock, and kept it for longer than this one waits.
    case busy
    /// The budget of the session ended the statement.
    case interrupted
    case readOnly
    case diskFull
    case tooBig
    case constraint
    case damaged
    case notADatabase
    case inputOutput
    case cannotOpen
    case noMemory
    /// The tables changed again and again while a statement was made.
    case changedSchema
    /// The database of the session is no longer the one at its place: only a new session helps.
    case replaced
    case other
  }

  package let cause: Cause
  /// The engine's own words.
  package let message: String
  /// What the database refuses by a rule of its own, as far as the engine tells.
  package let refusal: DatabaseRefusal?
  /// With the engine's name and code, and the statement.
  package let description: String

  package init(_ cause: Cause, _ message: String, refusal: DatabaseRefusal? = nil, description: String? = nil) {
    (self.cause, self.message, self.refusal) = (cause, message, refusal)
    self.description = description ?? message
  }
}

/// A rule that the catalogue does not know: a constraint, trigger or view of another program.
package indirect enum DatabaseRefusal: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    package let table: String
    package let column: String
    package init(table: String, column: String) { (self.table, self.column) = (table, column) }
  }

  /// A trigger, with its own words.
  case trigger(String)
  case null(Column)
  /// Another row has the same values in these columns.
  case duplicate([Column])
  /// Another row has the same values in this index, which is about expressions.
  case duplicateInIndex(String)
  /// Nil for a check without a name.
  case check(String?)
  case foreignKey
  /// The column takes values of one type only.
  case type(Column)
  /// A trigger, view or index needs something that is not there.
  /// - Parameters:
  ///   - kind: `table`, `function` and so on.
  ///   - owner: what needs it, such as `trigger 'audit'`, where the engine tells.
  case missing(kind: String, name: String, owner: String?)
  /// A trigger, view or index uses a function or table in a way that is not allowed here.
  case unsafe(kind: String, name: String, owner: String?)
  case missingColumn(Column, owner: String?)
}
