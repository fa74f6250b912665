/// An error of an engine. Its texts are for the log. The caller's failure is made from its cause and its refusal.
package struct EngineError: Error, Sendable, CustomStringConvertible {
  /// The causes that callers of the engine distinguish.
  package enum Cause: Sendable {
    /// Another session held a lock for longer than this one waits.
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
    /// The tables were changed again and again while a statement was prepared.
    case changedSchema
    /// The session's database is no longer the one at its path. Only a new session helps.
    case replaced
    /// The connection to the server was lost, and what was not committed is undone. Only a new session helps.
    case disconnected
    /// A sequence has given its last number.
    case outOfNumbers
    /// The connection to the server was lost in a commit, of which nobody knows whether it happened.
    case unknownOutcome
    /// The role of the session may not do this.
    case forbidden
    case other
  }

  package let cause: Cause
  /// The engine's own message.
  package let message: String
  /// The rule of the database that refused the statement, if the engine names one.
  package let refusal: DatabaseRefusal?
  /// The message with the engine's name, its error code and the statement.
  package let description: String
  /// Whether a statement failed that had waited for the one that throws this (`Session.runWithNext`).
  package var isOfWaiting = false

  package init(_ cause: Cause, _ message: String, refusal: DatabaseRefusal? = nil, description: String? = nil) {
    (self.cause, self.message, self.refusal) = (cause, message, refusal)
    self.description = description ?? message
  }
}

/// A rule of the database that the catalogue does not know: a constraint, trigger or view of another program.
package indirect enum DatabaseRefusal: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    package let table: String
    package let column: String
    package init(table: String, column: String) { (self.table, self.column) = (table, column) }
  }

  /// A trigger, with its own message.
  case trigger(String)
  case null(Column)
  /// Another row has the same values in these columns.
  case duplicate([Column])
  /// Another row has the same values in this index, which is on expressions.
  case duplicateInIndex(String)
  /// Nil for a check without a name.
  case check(String?)
  /// - Parameter table: the one whose row would refer to a missing row; nil if the engine does not tell.
  case foreignKey(table: String?)
  /// The column takes values of one type only.
  case type(Column)
  /// The engine cannot hold the value, with the reason in its own words.
  case value(String)
  /// A trigger, view or index needs something that does not exist.
  /// - Parameters:
  ///   - kind: `table`, `function` and so on.
  ///   - owner: what needs it, such as `trigger 'audit'`, if the engine names it.
  case missing(kind: String, name: String, owner: String?)
  /// A trigger, view or index uses a function or table in a way that is not allowed here.
  case unsafe(kind: String, name: String, owner: String?)
  case missingColumn(Column, owner: String?)
  /// Other objects need what should be removed or changed: the names of views, indexes and tables, if they are known.
  case needed(by: [String])
}
