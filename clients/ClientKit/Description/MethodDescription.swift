package import JSON

/// A method, as `rpc.describe` tells it.
package struct MethodDescription: Sendable {
  package enum Access: String, Sendable { case none, read, write }

  /// How an answer is printed.
  package enum Answer: String, Sendable { case value, record, page, array, object }

  package let name: String
  package let entity: String?
  package let help: String
  package let access: Access
  package let parameters: [ParameterDescription]
  package let answer: Answer
  /// A person is asked before it is called.
  package let isDestructive: Bool
  /// The member of the answer that says yes or no, for a method that asks a question.
  package let question: String?
  /// The names of what its answer holds, where that is an object of a known shape.
  package let members: [String]
  /// Of which entity the records are whose ids its answer holds, by the name of the member.
  package let ids: [String: String]

  package init?(_ json: JSON) {
    guard let name = json["name"]?.string else { return nil }
    self.name = name
    entity = json["entity"]?.string
    help = json["help"]?.string ?? ""
    access = json["access"]?.string.flatMap(Access.init) ?? .none
    parameters = json["parameters"]?.array?.compactMap { ParameterDescription($0) } ?? []
    answer = json["answer"]?.string.flatMap(Answer.init) ?? .object
    isDestructive = json.flag("destructive")
    question = json["question"]?.string
    members = json.words("members")
    let ids = json["ids"]?.object?.members ?? []
    self.ids = Dictionary(ids.compactMap { one in one.value.string.map { (one.key, $0) } }) { first, _ in first }
  }

  package var verb: String { name.split(separator: ".").last.map(String.init) ?? name }

  /// The parameters that address one record by the fields of its natural key; the id is beside them.
  package var keyFields: [ParameterDescription] { parameters.filter { $0.role == .key && $0.name != "id" } }
  /// Whether a record may be addressed by its id.
  package var takesID: Bool { parameters.contains { $0.role == .key && $0.name == "id" } }
  package var isAboutOneRecord: Bool { parameters.contains { $0.role == .key } }
  package func parameter(_ role: ParameterDescription.Role) -> ParameterDescription? {
    parameters.first { $0.role == role }
  }
  package func parameter(named name: String) -> ParameterDescription? { parameters.first { $0.name == name } }
}

/// A parameter of a method, as `rpc.describe` tells it.
package struct ParameterDescription: Sendable {
  package enum Role: String, Sendable {
    case value, key, fields, order, values, page, words, document
    case condition = "where"
  }

  package let name: String
  package let kind: KindDescription
  package let role: Role
  package let help: String
  package let values: [String]
  package let isRequired: Bool
  package let isSecret: Bool
  package let fallback: JSON?

  package init?(_ json: JSON) {
    guard let name = json["name"]?.string, let kind = json["kind"]?.string else { return nil }
    (self.name, self.kind) = (name, KindDescription(kind))
    role = json["role"]?.string.flatMap(Role.init) ?? .value
    help = json["help"]?.string ?? ""
    values = json.words("values")
    isRequired = json.flag("required")
    isSecret = json.flag("secret")
    fallback = json["default"]
  }
}
