import Catalogue
import JSON

// What a caller may ask of an entity's records: conditions, fields, and an order.
extension JSONSchema {
  /// A tree of conditions. What a path ends with is not known here: it may be compared with anything.
  static func condition(of entity: BoundEntity) -> JSON {
    let own = reference(.condition, of: entity.name)
    let trees: JSON = ["type": "array", "minItems": 1, "items": own]
    var properties: [JSON.Member] = [.init("and", trees), .init("or", trees), .init("not", own)]
    properties.append(.init(entity.number, component(name(of: .integer, isSecret: false))))
    for field in entity.fields {
      if case .change = field.source { continue }
      if case .enumeration = field.kind {
        properties.append(.init(field.name, comparison(field.kind, isSecret: field.field.isSecret)))
      } else {
        properties.append(.init(field.name, component(name(of: field.kind, isSecret: field.field.isSecret))))
      }
    }
    for relation in entity.relations {
      let target = reference(.condition, of: relation.target)
      properties.append(.init(relation.name, ["anyOf": [component(recordComparison), target]]))
    }
    var object = members(properties)
    let counts = entity.relations.filter(\.isMany).map(\.name)
    var patterns: [JSON.Member] = []
    if !counts.isEmpty {
      patterns.append(.init("^(\(among(counts)))\\.count$", component(name(of: .integer, isSecret: false))))
    }
    if !entity.relations.isEmpty {
      patterns.append(.init("^(\(among(entity.relations.map(\.name))))\\.", component(anyComparison)))
    }
    if !patterns.isEmpty { object["patternProperties"] = .object(JSON.Object(patterns)) }
    return .object(object)
  }

  static func fields(of entity: BoundEntity) -> JSON {
    let names =
      [entity.number] + readable(entity) + entity.relations.map(\.name) + (entity.entity.isLog ? [] : ["etag"])
    var texts: [JSON] = [["type": "string", "enum": .array(names.map { .string($0) })]]
    if !entity.relations.isEmpty {
      texts.append(["type": "string", "pattern": .string("^(\(among(entity.relations.map(\.name))))\\..")])
    }
    return namesOrText(texts.count == 1 ? texts[0] : ["anyOf": .array(texts)])
  }

  static func order(of entity: BoundEntity) -> JSON {
    let ones = entity.relations.filter { !$0.isMany }.map(\.name)
    let manies = entity.relations.filter(\.isMany).map(\.name)
    let told = entity.fields.filter { if case .change = $0.source { true } else { false } }.map(\.name)
    var forms = [entity.number] + readable(entity).filter { !told.contains($0) } + ones
    if !ones.isEmpty { forms.append("(\(among(ones)))\\..+") }
    if !manies.isEmpty { forms.append("(\(among(manies)))\\.count") }
    return namesOrText(["type": "string", "pattern": .string("^-?(\(among(forms)))$")])
  }

  private static func readable(_ entity: BoundEntity) -> [String] {
    entity.fields.filter { !$0.field.isSecret }.map(\.name)
  }

  private static func namesOrText(_ name: JSON) -> JSON {
    [
      "anyOf": [
        ["type": "array", "items": name], ["type": "string", "description": "The same, as one text with commas."],
      ]
    ]
  }

  private static func among(_ names: [String]) -> String { names.joined(separator: "|") }

  // MARK: Comparisons

  private static let recordComparison = "record_comparison"
  private static let anyComparison = "any_comparison"
  private static let secretComparison = "secret_comparison"

  private static func name(of kind: Kind, isSecret: Bool) -> String {
    if isSecret || kind == .publicKey { return secretComparison }
    return kind == .any ? anyComparison : "\(kind.name)_comparison"
  }

  /// The schemas of comparisons that the conditions of all entities use.
  static func comparisons(in model: Model) -> [JSON.Member] {
    let fields = Set(model.entities.flatMap(\.fields).map(\.kind))
    let kinds = [Kind.integer, .text, .boolean, .moment, .base64, .publicKey].filter { fields.contains($0) }
    let scalar: JSON = ["type": ["number", "string", "boolean", "null"]]
    let record: JSON = ["type": ["integer", "string", "null"]]
    return kinds.map { .init(name(of: $0, isSecret: false), comparison($0, isSecret: false)) } + [
      .init(
        recordComparison, comparison(Kind.text.operators, record, described(record, "Its id, or its natural key."))),
      .init(anyComparison, ["anyOf": [scalar, ["type": "object"]]]),
    ]
  }

  private static func comparison(_ kind: Kind, isSecret: Bool) -> JSON {
    // What may not be told can still be asked for: whether there is a value.
    let isHidden = isSecret || kind == .publicKey
    let value: JSON = isHidden ? ["type": "null"] : nullable(of(kind))
    return comparison(isHidden ? Kind.publicKey.operators : kind.operators, of(kind), value)
  }

  /// - Parameters:
  ///   - value: what the value may be where it is none.
  ///   - valueOrNull: what it may be else.
  private static func comparison(_ operators: [String], _ value: JSON, _ valueOrNull: JSON) -> JSON {
    let properties = operators.map { name in
      let schema: JSON =
        switch name {
        case "eq", "ne": valueOrNull
        case "in": ["type": "array", "items": valueOrNull]
        case "like": described(of(.text), "With % for any characters, and _ for one.")
        case "null": of(.boolean)
        default: value
        }
      return JSON.Member(name, schema)
    }
    var object = members(properties)
    object["minProperties"] = 1
    return ["anyOf": [valueOrNull, .object(object)]]
  }
}
