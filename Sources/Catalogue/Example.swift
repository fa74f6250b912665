package import JSON

/// A call of a method as it may be written, and what it answers: for the service's description.
package struct Example: Sendable {
  /// By name.
  package let parameters: JSON.Object
  package let answer: JSON

  package init(_ parameters: JSON = [:], answers answer: JSON) {
    (self.parameters, self.answer) = (parameters.object ?? JSON.Object(), answer)
  }

  /// A call about the example record of the entity.
  package init(of entity: BoundEntity, _ parameters: JSON = [:], answers answer: JSON) {
    let more = parameters.object?.members ?? []
    (self.parameters, self.answer) = (JSON.Object(entity.exampleKey + more), answer)
  }

  /// A call that changes the example record and answers it, with the fields that name it.
  /// - Parameter more: what is answered besides.
  package init(changing entity: BoundEntity, _ parameters: JSON = [:], more: JSON = [:]) {
    let fields = JSON.Member("fields", .array(entity.exampleName.map { .string($0.key) }))
    self.init(
      of: entity, .object(JSON.Object((parameters.object?.members ?? []) + [fields])),
      answers: .object(JSON.Object(entity.exampleName + [.exampleEtag] + (more.object?.members ?? []))))
  }
}

extension JSON.Member {
  fileprivate static let exampleEtag = JSON.Member("etag", "G56068ZG.CK38yrbi")
}

// What the examples of the methods that every entity has are made of. They fit together: the record that one makes is
// what others show, change and delete.
extension BoundEntity {
  /// What addresses the example record: its name, or its id where it has none.
  package var exampleKey: [JSON.Member] {
    guard naturalKey.count == 1, let field = naturalKey.first, entity.verbs.contains(.create) else {
      return exampleNumber
    }
    return [.init(field.name, field.exampleValue)]
  }

  private var exampleNumber: [JSON.Member] { [.init(number, 1)] }

  /// What the example record is called, after its number.
  fileprivate var exampleName: [JSON.Member] {
    exampleNumber + naturalKey.map { .init($0.name, $0.exampleValue) }
  }

  /// What a record needs; relations lead to the example records of their entities.
  private func exampleValues(_ model: Model) -> JSON.Object {
    let needed = fields.filter { $0.isWritable && $0.isRequired }.map {
      JSON.Member($0.name, $0.exampleValue)
    }
    let relations = relations.filter(\.isRequired).compactMap { relation in
      model[relation.target]?.exampleKey.first.map { JSON.Member(relation.name, $0.value) }
    }
    return JSON.Object(needed + relations)
  }

  /// A field that may be changed.
  private var exampleChange: JSON.Member? {
    let free = fields.first { field in
      field.isWritable && !field.field.isSecret && !field.field.has(.unique) && field.kind == .text
        && !entity.naturalKey.contains(field.name)
    }
    return free.map { .init($0.name, $0.exampleValue) }
      ?? relations.first { !$0.isMany && !$0.isRequired }.map { .init($0.name, .null) }
      ?? naturalKey.first.map { .init($0.name, $0.exampleValue) }
  }

  /// The example of one of the methods that every entity has.
  package func example(_ verb: Entity.Verb, _ model: Model) -> Example {
    let shown = JSON.Member("fields", .array(exampleName.map { .string($0.key) }))
    switch verb {
    case .list:
      let condition = entity.verbs.contains(.create) ? exampleKey : [.init(number, ["ge": 1])]
      return Example(
        .object(JSON.Object([.init("where", .object(JSON.Object(condition))), shown, .init("limit", 10)])),
        answers: ["items": [.object(JSON.Object(exampleName))], "next": nil])
    case .get: return Example(of: self, .object(JSON.Object([shown])), answers: .object(JSON.Object(exampleName)))
    case .create:
      return Example(
        .object(JSON.Object([.init("values", .object(exampleValues(model))), shown])),
        answers: .object(JSON.Object(exampleName + freshKey + [.exampleEtag])))
    case .update:
      let values = JSON.Object(exampleChange.map { [$0] } ?? [])
      return Example(changing: self, .object(JSON.Object([.init("values", .object(values))])))
    case .put:
      let values = JSON.Object([exampleChange].compactMap(\.self).filter { !entity.naturalKey.contains($0.key) })
      return Example(changing: self, .object(JSON.Object([.init("values", .object(values))])), more: ["created": false])
    case .delete:
      let name: JSON = naturalKey.count == 1 ? naturalKey.first?.exampleValue ?? .null : .null
      return Example(
        of: self,
        answers: [
          "deleted": [["entity": .string(self.name), "count": 1, "ids": [1], "names": [name]]], "detached": [],
        ])
    }
  }

  /// The key that is made with a record, and answered once.
  private var freshKey: [JSON.Member] {
    fields.filter { $0.fallback == .key }.map { .init($0.name, .string(Self.exampleFreshKey)) }
  }

  package static let exampleFreshKey = "dece8d1f-ffe9-433a-8363-75fdaab79884"
}

extension BoundField {
  /// A value of its kind.
  package var exampleValue: JSON {
    switch kind {
    case .integer: 1
    case .boolean: true
    case .moment: "2026-01-31T09:30:00Z"
    case .enumeration(let words): words.cases.first.map { .string($0.word) } ?? .null
    case .text, .base64, .publicKey, .json, .any: .string(field.example ?? "example")
    }
  }
}
