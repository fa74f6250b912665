package import Catalogue
import Engine
package import JSON
import Vocabulary

/// How a caller names one record: its id, or its natural key.
package enum RecordKey: Sendable {
  case id(Int64)
  /// The fields of the natural key and their values.
  case natural([(field: BoundField, value: JSON)])

  /// From an object such as `{"id": 1}`, `{"name": "IKNL"}` or one with all fields of the natural key.
  /// - Throws: `invalid` if the object does not identify a record.
  package init(_ object: JSON.Object, of entity: BoundEntity) throws(Failure) {
    if let twice = object.duplicateKey() {
      throw Failure(.invalid, "'\(twice)' is given twice", entity: entity.name, field: twice)
    }
    let name = entity.number
    if let id = object[name], !id.isNull {
      guard let number = id.integer else {
        throw Failure(
          .invalid, "'\(name)': expected a whole number, got \(Encoding.shown(id))", entity: entity.name, field: name)
      }
      if let other = entity.naturalKey.first(where: { object[$0.name].map { !$0.isNull } ?? false }) {
        throw Failure(
          .invalid, "\(entity.entity.words): give 'id' or '\(other.name)', not both", entity: entity.name,
          field: other.name)
      }
      self = .id(number)
      return
    }
    let key = entity.naturalKey
    guard !key.isEmpty, key.allSatisfy({ object[$0.name].map { !$0.isNull } ?? false }) else {
      let names = key.map { "'\($0.name)'" }.joined(separator: ", ")
      throw Failure(
        .invalid, "\(entity.entity.words): give '\(name)'" + (key.isEmpty ? "" : " or \(names)"),
        entity: entity.name)
    }
    self = .natural(key.map { ($0, object[$0.name] ?? .null) })
  }

  /// From a single text: a name, or `name:scope:operation` for a key of three fields.
  /// - Returns: nil if the value is no text or the entity has no natural key.
  /// - Throws: `invalid` if the text has not as many parts as the key has fields.
  package init?(naturalKeyOf entity: BoundEntity, _ value: JSON) throws(Failure) {
    let key = entity.naturalKey
    guard let text = value.string, !key.isEmpty else { return nil }
    if key.count == 1, let field = key.first {
      self = .natural([(field, .string(text))])
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == key.count else {
      let form = key.map(\.name).joined(separator: ":")
      throw Failure(
        .invalid, "\(entity.entity.words) '\(text)': expected its id or \(form)", entity: entity.name)
    }
    self = .natural(zip(key, parts).map { ($0, .string(String($1))) })
  }

  /// From the value of a relation: an id, a natural key, or an object of either.
  /// - Throws: `invalid` for any other value.
  package init(reference value: JSON, to entity: BoundEntity, field: String, of owner: BoundEntity) throws(Failure) {
    switch value {
    case .integer(let id): self = .id(id)
    case .object(let object):
      let names = ["id"] + entity.naturalKey.map(\.name)
      // Accept a reference as it was read, even one to a missing record.
      if let other = object.members.first(where: { !names.contains($0.key) && $0.key != "missing" }) {
        throw Failure(
          .invalid, "field '\(field)': unknown member '\(other.key)'", entity: owner.name, field: field,
          suggestion: NearMiss.of(other.key, among: names))
      }
      if let id = object["id"]?.integer, object.duplicateKey() == nil {
        self = .id(id)
      } else {
        try self.init(object, of: entity)
      }
    default:
      guard let key = try RecordKey(naturalKeyOf: entity, value) else {
        let key = entity.naturalKey.map(\.name).joined(separator: ":")
        throw Failure(
          .invalid,
          "field '\(field)': expected the id\(key.isEmpty ? "" : " or \(key)") of \(entity.entity.indefinite), got "
            + Encoding.shown(value), entity: owner.name, field: field)
      }
      self = key
    }
  }

  /// The natural key beside the id in a reference as it was read; nil if it is incomplete.
  static func beside(_ value: JSON, of entity: BoundEntity) -> RecordKey? {
    let key = entity.naturalKey.map { (field: $0, value: value[$0.name] ?? .null) }
    return key.isEmpty || key.contains { $0.value.isNull } ? nil : .natural(key)
  }

  /// The key as a tree of conditions.
  var condition: JSON {
    switch self {
    case .id(let id): ["id": .integer(id)]
    case .natural(let parts): .object(JSON.Object(parts.map { .init($0.field.name, ["eq": $0.value]) }))
    }
  }

  /// The key as messages show it: `'IKNL'`, `'one:two:three'` or `7`.
  package var words: String {
    switch self {
    case .id(let id): String(id)
    case .natural(let parts): "'" + parts.map { $0.value.string ?? $0.value.description }.joined(separator: ":") + "'"
    }
  }
}
