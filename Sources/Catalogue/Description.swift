package import JSON
import Vocabulary

/// The answer of `rpc.describe`: the values of the catalogue, as clients read them.
extension BoundEntity {
  package func description(brief: Bool = false) -> JSON {
    var object = JSON.Object([
      .init("name", .string(name)), .init("help", .string(entity.help)),
      .init("aliases", .array(entity.aliases.map { .string($0) })),
      .init("verbs", .array(entity.verbs.map { .string($0.rawValue) })),
      .init("key", .array(naturalKey.map { .string($0.name) })),
    ])
    if entity.isLog {
      object["log"] = true
      object["number"] = .string(number)
    }
    guard !brief else { return .object(object) }
    object["fields"] = .array(fields.map(\.description))
    object["relations"] = .array(relations.map(\.description))
    return .object(object)
  }
}

extension BoundField {
  /// `{name, kind, help}`, and the members that apply to the field.
  package var description: JSON {
    var object = JSON.Object([
      .init("name", .string(name)), .init("kind", .string(kind.name)), .init("help", .string(field.help)),
    ])
    object.set("aliases", field.aliases)
    if case .enumeration(let words) = kind { object.set("values", words.cases.map(\.word)) }
    if let example = field.example { object["example"] = .string(example) }
    object.set("required", isRequired)
    object.set("unique", field.has(.unique))
    object.set("readonly", !isWritable)
    object.set("secret", field.isSecret)
    object.set("large", field.has(.large))
    object.set("foreign", field.has(.foreign))
    object.set("volatile", field.has(.volatile))
    if let fallback { object["default"] = fallback.description }
    if !field.tones.isEmpty {
      var tones = JSON.Object()
      for tone in Tone.allCases { tones.set(tone.rawValue, field.tones[tone] ?? []) }
      object["tones"] = .object(tones)
    }
    return .object(object)
  }
}

extension BoundRelation {
  package var description: JSON {
    var object = JSON.Object([
      .init("name", .string(name)), .init("target", .string(target)), .init("help", .string(relation.help)),
    ])
    object.set("aliases", relation.aliases)
    object.set("many", isMany)
    object.set("owned", relation.isOwned)
    object.set("required", isRequired)
    if case .back = link { object.set("readonly", true) }
    return .object(object)
  }
}

extension Field.Default {
  /// The value, or the word `now`, `next` or `key` for a value that is made at the call.
  package var description: JSON {
    switch self {
    case .boolean(let flag): .bool(flag)
    case .integer(let number): .integer(number)
    case .text(let text): .string(text)
    case .now: "now"
    case .next: "next"
    case .key: "key"
    }
  }
}

extension Method {
  package var description: JSON {
    var object = JSON.Object([.init("name", .string(name)), .init("help", .string(help))])
    if let entity { object["entity"] = .string(entity) }
    object["access"] = .string(access.rawValue)
    object.set("destructive", isDestructive)
    object.set("progress", isLong)
    if let file { object["file"] = .string(file.rawValue) }
    if let question { object["question"] = .string(question) }
    object.set("errors", errors.map(\.rawValue))
    object["parameters"] = .array(parameters.map(\.description))
    object["answer"] = .string(answer.name)
    if let members = answer.objectMembers {
      object.set("members", members.map(\.name))
      let ids = members.compactMap { member in
        if case .ids(let entity) = member.shape { JSON.Member(member.name, .string(entity)) } else { nil }
      }
      if !ids.isEmpty { object["ids"] = .object(JSON.Object(ids)) }
    }
    return .object(object)
  }
}

extension Parameter {
  package var description: JSON {
    var object = JSON.Object([
      .init("name", .string(name)), .init("kind", .string(kind.name)), .init("help", .string(help)),
    ])
    if role != .value { object["role"] = .string(role.rawValue) }
    if case .enumeration(let words) = kind { object.set("values", words.cases.map(\.word)) }
    object.set("required", isRequired)
    object.set("secret", isSecret)
    object["default"] = fallback
    return .object(object)
  }
}

extension Shape {
  /// The word that tells clients how to print an answer.
  package var name: String {
    switch self {
    case .value: "value"
    case .record: "record"
    case .page: "page"
    case .array, .ids: "array"
    case .object, .members, .same: "object"
    case .optional(let shape), .named(_, let shape): shape.name
    }
  }
}

extension JSON.Object {
  /// Writes only what is true, so that descriptions stay small.
  fileprivate mutating func set(_ key: String, _ flag: Bool) { if flag { self[key] = true } }
  fileprivate mutating func set(_ key: String, _ words: [String]) {
    if !words.isEmpty { self[key] = .array(words.map { .string($0) }) }
  }
}
