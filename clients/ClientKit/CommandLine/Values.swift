package import JSON
import Vocabulary

/// Turns assignments into the `values` of a call, by the entity's description.
package struct Values {
  let entity: EntityDescription
  let reader: ValueReader
  /// Secrets are being set, not compared.
  let isNew: Bool
  private var object = JSON.Object()
  private var changed: [String] = []

  package init(_ entity: EntityDescription, _ reader: ValueReader, isNew: Bool) {
    (self.entity, self.reader, self.isNew) = (entity, reader, isNew)
  }

  package static func read(
    _ words: some Sequence<String>, _ entity: EntityDescription, _ reader: ValueReader, isNew: Bool
  ) throws(UsageError) -> JSON {
    var values = Values(entity, reader, isNew: isNew)
    for word in words { try values.add(word) }
    return .object(values.object)
  }

  private mutating func add(_ word: String) throws(UsageError) {
    guard let assignment = Assignment(word) else {
      throw UsageError("expected FIELD=VALUE, got '\(Escape.controls(in: word))'")
    }
    if let relation = entity.relation(assignment.name) { return try add(assignment, relation) }
    let field = entity.field(assignment.name)
    if field?.isSecret != true, assignment.operator == .ask {
      let meant = field == nil ? NearMiss.question(assignment.name, among: entity.memberNames) : ""
      throw UsageError("expected FIELD=VALUE, got '\(word)'" + meant)
    }
    // A name that the description lacks goes to the daemon as text: it knows what other versions of the server have.
    try set(field?.name ?? assignment.name, value(assignment, field))
  }

  private func value(_ assignment: Assignment, _ field: FieldDescription?) throws(UsageError) -> JSON {
    if field?.isSecret == true { return try reader.secret(assignment, isNew: isNew) }
    switch assignment.operator {
    case .exact: return try reader.exact(assignment.text, assignment.name)
    case .set, .ask: return try reader.value(assignment.text, field?.kind ?? .text, assignment.name)
    case .add, .remove:
      throw UsageError(
        "'\(assignment.name)' is not a list: '\(assignment.operator.rawValue)' changes lists only")
    }
  }

  private mutating func add(_ assignment: Assignment, _ relation: RelationDescription) throws(UsageError) {
    let name = relation.name
    switch assignment.operator {
    case .ask: throw UsageError("expected \(name)=\(relation.isMany ? "NAME,NAME" : "NAME"), got '\(name)'")
    case .exact: try set(name, reader.exact(assignment.text, name))
    case .set where relation.isMany: try set(name, list(assignment))
    case .set: try set(name, reference(assignment))
    case .add where relation.isMany: try change(name, "add", list(assignment))
    case .remove where relation.isMany: try change(name, "remove", list(assignment))
    case .add, .remove:
      throw UsageError("'\(name)' refers to one \(relation.target): set it with '\(name)=NAME'")
    }
  }

  private func reference(_ assignment: Assignment) throws(UsageError) -> JSON {
    guard case .string(let text) = try reader.value(assignment.text, .text, assignment.name) else { return .null }
    return try ValueReader.reference(text, assignment.name)
  }

  private func list(_ assignment: Assignment) throws(UsageError) -> JSON {
    guard case .string(let text) = try reader.value(assignment.text, .text, assignment.name) else { return [] }
    var items: [JSON] = []
    for item in splitList(text) {
      guard !item.isEmpty else { throw UsageError("'\(assignment.name)' has an empty name between its commas") }
      items.append(try ValueReader.reference(item, assignment.name))
    }
    return .array(items)
  }

  private mutating func set(_ name: String, _ value: JSON) throws(UsageError) {
    guard object[name] == nil else { throw UsageError("'\(name)' is given twice") }
    object[name] = value
  }

  private mutating func change(_ name: String, _ verb: String, _ items: JSON) throws(UsageError) {
    guard changed.contains(name) || object[name] == nil else {
      throw UsageError("'\(name)' is both set and changed: use '=' alone, or '+=' and '-='")
    }
    changed.append(name)
    var change = object[name]?.object ?? JSON.Object()
    change[verb] = .array((change[verb]?.array ?? []) + (items.array ?? []))
    object[name] = .object(change)
  }
}
