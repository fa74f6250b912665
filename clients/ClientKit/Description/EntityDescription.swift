package import JSON
import Vocabulary

/// An entity, as `rpc.describe` tells it. Of a brief description, `fields` and `relations` are empty.
package struct EntityDescription: Sendable {
  package let name: String
  package let help: String
  package let aliases: [String]
  package let verbs: [String]
  /// The names of the fields by which people name a record; empty where records only have ids.
  package let key: [String]
  /// Whether its records only tell of others: a log has commands of its own.
  let isLog: Bool
  package let fields: [FieldDescription]
  package let relations: [RelationDescription]

  /// Nil when the value is no such description.
  package init?(_ json: JSON) {
    guard let name = json["name"]?.string else { return nil }
    self.name = name
    help = json["help"]?.string ?? ""
    aliases = json.words("aliases")
    verbs = json.words("verbs")
    key = json.words("key")
    isLog = json.flag("log")
    fields = json["fields"]?.array?.compactMap { FieldDescription($0) } ?? []
    relations = json["relations"]?.array?.compactMap { RelationDescription($0) } ?? []
  }

  package func answers(to text: String) -> Bool { name == text || aliases.contains(text) }
  package func field(_ text: String) -> FieldDescription? { fields.first { $0.answers(to: text) } }
  package func relation(_ text: String) -> RelationDescription? { relations.first { $0.answers(to: text) } }
  /// Its name as it stands in a sentence.
  package var words: String { name.replacing("_", with: " ") }
  /// With its article: `an organization`.
  package var indefinite: String { Wording.indefinite(words) }
  package var memberNames: [String] { ["id"] + fields.map(\.name) + relations.map(\.name) }
}

/// A field, as `rpc.describe` tells it.
package struct FieldDescription: Sendable {
  package let name: String
  package let kind: KindDescription
  package let help: String
  package let aliases: [String]
  /// The words of an enumeration.
  package let values: [String]
  /// A value for examples in help.
  package let example: String?
  package let isRequired: Bool
  package let isUnique: Bool
  package let isReadOnly: Bool
  /// Write-only: never in an answer, and never to be typed on a command line.
  package let isSecret: Bool
  /// May be megabytes.
  package let isLarge: Bool
  /// A column of this database that vantage6 does not have: shown of one record, and in lists on request.
  package let isForeign: Bool
  /// The running server touches it all the time.
  package let isVolatile: Bool
  package let fallback: JSON?
  private let tones: [Tone: [String]]

  package init?(_ json: JSON) {
    guard let name = json["name"]?.string, let kind = json["kind"]?.string else { return nil }
    (self.name, self.kind) = (name, KindDescription(kind))
    help = json["help"]?.string ?? ""
    aliases = json.words("aliases")
    values = json.words("values")
    example = json["example"]?.string
    isRequired = json.flag("required")
    isUnique = json.flag("unique")
    isReadOnly = json.flag("readonly")
    isSecret = json.flag("secret")
    isLarge = json.flag("large")
    isForeign = json.flag("foreign")
    isVolatile = json.flag("volatile")
    fallback = json["default"]
    tones = Dictionary(
      uniqueKeysWithValues: Tone.allCases.map { ($0, json["tones"]?[$0.rawValue]?.array?.compactMap(\.string) ?? []) })
  }

  /// Whether it tells a state.
  var hasTones: Bool { tones.contains { !$0.value.isEmpty } }
  /// What a word of it means, where it tells a state.
  func tone(of word: String) -> Tone? { tones.first { $0.value.contains(word) }?.key }

  package func answers(to text: String) -> Bool { name == text || aliases.contains(text) }
  /// Whether lists show it when nobody asks for it.
  package var isListed: Bool { !isSecret && !isLarge && !isForeign }
}

/// A relation, as `rpc.describe` tells it.
package struct RelationDescription: Sendable {
  package let name: String
  /// The name of the entity over there.
  package let target: String
  package let help: String
  package let aliases: [String]
  package let isMany: Bool
  /// Belongs to the record, and is read with it.
  package let isOwned: Bool
  package let isRequired: Bool
  package let isReadOnly: Bool

  package init?(_ json: JSON) {
    guard let name = json["name"]?.string, let target = json["target"]?.string else { return nil }
    (self.name, self.target) = (name, target)
    help = json["help"]?.string ?? ""
    aliases = json.words("aliases")
    isMany = json.flag("many")
    isOwned = json.flag("owned")
    isRequired = json.flag("required")
    isReadOnly = json.flag("readonly")
  }

  package func answers(to text: String) -> Bool { name == text || aliases.contains(text) }
}

extension JSON {
  func words(_ key: String) -> [String] { self[key]?.array?.compactMap(\.string) ?? [] }
  /// Descriptions write only the flags that are true.
  func flag(_ key: String) -> Bool { self[key]?.bool ?? false }
}

extension EntityDescription {
  /// The entity with only some of its fields and relations.
  package func filtered(
    _ fields: (FieldDescription) -> Bool, _ relations: (RelationDescription) -> Bool
  ) -> EntityDescription {
    EntityDescription(self, fields: self.fields.filter(fields), relations: self.relations.filter(relations))
  }

  private init(_ entity: EntityDescription, fields: [FieldDescription], relations: [RelationDescription]) {
    (name, help, aliases, verbs, key) = (entity.name, entity.help, entity.aliases, entity.verbs, entity.key)
    isLog = entity.isLog
    (self.fields, self.relations) = (fields, relations)
  }
}
