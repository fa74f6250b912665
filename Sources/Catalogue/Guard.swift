/// A change that harms the server beyond the record. It is refused unless the call accepts it by a word.
package struct Guard: Sendable, Forced {
  package enum Harm: Sendable {
    /// The record is deleted, or gets another value of the field by which the server finds it.
    case loss
    /// The field becomes null.
    case null(String)
    /// Links of the relation are removed. With a condition, only links to partners with one of the values in the field
    /// count.
    case unlinking(String, where: (field: String, values: [String])? = nil)
    /// Links of the relation are added or removed, or the field gets another value.
    case change(String)
  }

  /// The word with which a call accepts the consequence.
  package let word: String
  /// The field by which the server finds the record, and the values that it looks for.
  package let field: String
  package let values: [String]
  package let harm: Harm
  /// What the server does after such a change.
  package let consequence: String
  package var force = Force()

  package init(_ word: String, _ field: String, _ values: [String], _ harm: Harm, _ consequence: String) {
    (self.word, self.field, self.values, self.harm, self.consequence) = (word, field, values, harm, consequence)
  }
}

extension Catalogue {
  /// The words that a call can accept.
  package var acceptableWords: [String] {
    var words: [String] = []
    for entity in entities {
      for one in entity.guards where !words.contains(one.word) { words.append(one.word) }
    }
    return words
  }
}
