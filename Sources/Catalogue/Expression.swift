/// A derived value as data, from which the Store makes SQL for any engine.
package indirect enum Expression: Sendable {
  package enum Predicate: Sendable {
    case null(String)
    case notNull(String)
    case among(String, [String])
    /// Also true for null.
    case notAmong(String, [String])
  }

  /// True when the predicate holds for the record's own row.
  case own(Predicate)
  /// True when the predicate holds for every row of the relation, and when there are none.
  case all(String, Predicate)
  /// True when the predicate holds for some row of the relation.
  case any(String, Predicate)
  /// The greatest value of a column of the relation.
  case greatest(String, String)
  /// The value of a column if it is the same in all rows of the relation that fulfil the predicate, else the text.
  case common(String, String, Predicate, else: String)
  case text(String)
  case null
  case choose([Choice], else: Expression)

  package struct Choice: Sendable {
    package let condition: Expression
    package let value: Expression
    package init(when condition: Expression, then value: Expression) {
      (self.condition, self.value) = (condition, value)
    }
  }
}
