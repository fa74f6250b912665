package import JSON

extension MethodDescription {
  /// The fields whose secrets the method may make: its answer is the only one that ever holds them.
  package func freshSecrets(of entity: EntityDescription) -> [FieldDescription] {
    // An update changes no secret that it was not given.
    guard access == .write, answer == .record, verb != "update" else { return [] }
    return entity.fields.filter { $0.isSecret && $0.fallback == "key" }
  }
}

/// A secret that a call has made: who does not see it now never does, and it is in force.
package struct FreshSecret: Sendable, Hashable {
  package let field: String
  /// The record that it belongs to: `node 'n1'`.
  package let record: String
  package let value: String
  /// The command that makes another one; nil where nobody knows.
  package let remedy: String?

  /// `api_key of node 'n1': 9f3c…`
  package var sentence: String { "\(field) of \(record): \(value)" }

  /// Those in the answer of a call about a record of that entity.
  /// - Parameter service: knows which other method makes such secrets.
  package static func all(
    in answer: JSON, of entity: EntityDescription, _ service: ServiceDescription?
  ) -> [FreshSecret] {
    entity.fields.filter(\.isSecret).compactMap { field in
      guard let value = answer[field.name]?.string else { return nil }
      let key = entity.key.compactMap { answer[$0]?.string }.joined(separator: ":")
      let id = answer["id"]?.integer.map { String($0) }
      let name = key.isEmpty ? id ?? "" : "'\(Escape.controls(in: key))'"
      let renewal = service?.methods(of: entity).first {
        $0.isAboutOneRecord && $0.freshSecrets(of: entity).contains { $0.name == field.name }
      }
      return FreshSecret(
        field: field.name, record: "\(entity.words) \(name)", value: value,
        remedy: renewal.flatMap { renewal in id.map { "vctl \(entity.name) \(renewal.verb) \($0)" } })
    }
  }

  /// Those anywhere in the answer of a method of which nothing is known: answers hold a secret only when it was made by
  /// the call.
  package static func all(in answer: JSON, _ service: ServiceDescription) -> [FreshSecret] {
    switch answer {
    case .array(let items): items.flatMap { all(in: $0, service) }
    case .object(let object):
      service.entities.flatMap { all(in: answer, of: $0, service) }
        + object.members.flatMap { all(in: $0.value, service) }
    default: []
    }
  }
}
