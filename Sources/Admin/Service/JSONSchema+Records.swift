import Catalogue
import JSON

// What is shown of an entity's records, and how one is referred to.
extension JSONSchema {
  /// A schema of an entity among the components: its name is the entity's with this at its end.
  enum Part: String, CaseIterable {
    case record = ""
    /// A record as others that refer to it show it.
    case reference = "_reference"
    /// What a caller may write for a record.
    case key = "_key"
    /// What a caller may write for a list of records, in place of a new list.
    case changes = "_changes"
    case values = "_values"
    case new = "_new"
    case condition = "_where"
    case fields = "_fields"
    case order = "_order"
  }

  static func reference(_ part: Part, of entity: String) -> JSON { component(entity + part.rawValue) }

  /// The schemas that methods of the entity, and other entities, use.
  static func components(of entity: BoundEntity, in model: Model) -> [JSON.Member] {
    Part.allCases.filter { isUsed($0, of: entity, in: model) }.map { part in
      let schema =
        switch part {
        case .record: record(entity)
        case .reference: reference(to: entity)
        case .key: key(of: entity)
        case .changes: changes(of: entity)
        case .values: values(of: entity)
        case .new: new(entity)
        case .condition: condition(of: entity)
        case .fields: fields(of: entity)
        case .order: order(of: entity)
        }
      return JSON.Member(entity.name + part.rawValue, schema)
    }
  }

  private static func isUsed(_ part: Part, of entity: BoundEntity, in model: Model) -> Bool {
    let verbs = entity.entity.verbs
    return switch part {
    case .record, .condition, .fields, .order: true
    case .reference: !model.relations(to: entity).isEmpty
    case .key: model.relations(to: entity).contains { !$0.isBack }
    case .changes: model.relations(to: entity).contains { !$0.isBack && $0.isMany }
    case .values: verbs.contains(.create) || verbs.contains(.update)
    case .new: verbs.contains(.create)
    }
  }

  /// A record as `get` returns it, without the fields that were not requested.
  private static func record(_ entity: BoundEntity) -> JSON {
    var properties = [JSON.Member(entity.number, described(of(.integer), entity.numberHelp))]
    for field in entity.fields where !field.field.isSecret || field.field.fallback == .key {
      properties.append(.init(field.name, described(nullable(of(field.kind)), field.field.help)))
    }
    for relation in entity.relations {
      let one = reference(.reference, of: relation.target)
      let schema: JSON =
        relation.isMany
        ? ["anyOf": [["type": "array", "items": one], component(recordCount)]] : nullable(one)
      properties.append(.init(relation.name, described(schema, relation.relation.help)))
    }
    properties += [
      .init("etag", described(of(.text), "Version of the record, for 'if_match'.")),
      .init("created", described(of(.boolean), "Of 'put', whether the record is new.")),
      .init("damaged", described(list(of: .text), "Fields whose stored values cannot be read.")),
      .init("warnings", list(of: .text)), .init("changes", of(.array(.change), entity: nil)),
      .init("dry_run", described(of(.boolean), "True for a dry run: nothing was changed.")),
    ]
    return described(.object(members(properties)), entity.entity.help)
  }

  private static let recordCount = "record_count"

  /// What is answered for `users.count`, for the relations of all entities.
  static let counts = [JSON.Member(recordCount, .object(members([.init("count", of(.integer))], required: ["count"])))]

  /// Other members come with paths: `organization.country`.
  private static func reference(to entity: BoundEntity) -> JSON {
    var properties: [JSON.Member] = [
      .init("id", of(.integer)), .init("missing", described(of(.boolean), "True when there is no such record.")),
      .init("more", described(of(.boolean), "True in the last item of a list that leaves out records.")),
      .init("count", described(of(.integer), "Only with 'more': how many records there are.")),
    ]
    properties += entity.naturalKey.map { .init($0.name, nullable(of($0.kind))) }
    return ["type": "object", "properties": .object(JSON.Object(properties))]
  }

  /// The id, the natural key as a text, or an object of either, also as it was read.
  private static func key(of entity: BoundEntity) -> JSON {
    let properties =
      [JSON.Member("id", of(.integer)), .init("missing", of(.boolean))]
      + entity.naturalKey.map { .init($0.name, nullable(of($0.kind))) }
    let name = entity.naturalKey.map(\.name).joined(separator: ":")
    let text: [JSON] = name.isEmpty ? [] : [described(of(.text), "Its \(name).")]
    return ["anyOf": .array([described(of(.integer), "Its id.")] + text + [.object(members(properties))])]
  }
}

extension Model {
  fileprivate func relations(to entity: BoundEntity) -> [BoundRelation] {
    entities.flatMap(\.relations).filter { $0.target == entity.name }
  }
}

extension BoundRelation {
  /// Whether it is set at the other end.
  fileprivate var isBack: Bool { if case .back = link { true } else { false } }
}
