import Vocabulary

/// Everything about one kind of record.
package struct Entity: Sendable {
  /// The table that the entity's table extends row by row: a record has a row with the same id in both.
  package struct Parent: Sendable, Hashable {
    package let table: String
    /// The value of the parent's `type` column for this entity.
    package let type: String
    package init(table: String, type: String) { (self.table, self.type) = (table, type) }
  }

  package enum Verb: String, Sendable, CaseIterable { case list, get, create, update, put, delete }

  package let name: String
  package let aliases: [String]
  package let help: String
  /// Its name in a sentence.
  package let words: String
  /// Whether only the daemon writes its records, once each. They are numbered by `seq`, since `id` is the id of the
  /// record that was changed. The newest is listed first, and they have no etag.
  package let isLog: Bool
  /// Newest generation first; the first that the file has is used.
  package let tables: [String]
  package let parent: Parent?
  /// The fields by which people name a record; empty for entities that only have ids.
  package let naturalKey: [String]
  package let verbs: [Verb]
  package let fields: [Field]
  package internal(set) var relations: [Relation]
  /// Warnings about records that are allowed but probably not intended.
  package let advice: [Advice]
  /// Changes that are refused unless the call accepts them.
  package let guards: [Guard]

  /// - Parameter verbs: nil for all that it can have: a record without a name cannot be put.
  package init(
    _ name: String, aliases: [String] = [], words: String? = nil, _ help: String, isLog: Bool = false,
    tables: [String]? = nil, parent: Parent? = nil, naturalKey: [String] = [], verbs: [Verb]? = nil,
    fields: [Field], relations: [Relation] = [],
    advice: [Advice] = [], guards: [Guard] = []
  ) {
    (self.name, self.aliases, self.help, self.tables) = (name, aliases, help, tables ?? [name])
    (self.words, self.isLog) = (words ?? name.replacing("_", with: " "), isLog)
    (self.parent, self.naturalKey) = (parent, naturalKey)
    self.verbs = verbs ?? Verb.allCases.filter { $0 != .put || !naturalKey.isEmpty }
    (self.fields, self.relations, self.advice, self.guards) = (fields, relations, advice, guards)
  }

  package func answers(to text: String) -> Bool { name == text || aliases.contains(text) }
  /// The column and the field with the number of a record.
  package var number: String { isLog ? "seq" : "id" }
  /// With its article: `an apple`, `a pear`.
  package var indefinite: String { Wording.indefinite(words) }
  package var plural: String { Wording.plural(words) }
}
