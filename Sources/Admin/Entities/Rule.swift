import Catalogue

extension Enumeration {
  static let operation = Enumeration(
    [
      .init("view", stored: "VIEW", short: "v"), .init("edit", stored: "EDIT", short: "e"),
      .init("create", stored: "CREATE", short: "c"), .init("delete", stored: "DELETE", short: "d"),
      .init("send", stored: "SEND", short: "s"), .init("receive", stored: "RECEIVE", short: "r"),
    ], plainSince: 5)
  static let scope = Enumeration(
    [
      .init("own", stored: "OWN", short: "own"), .init("organization", stored: "ORGANIZATION", short: "org"),
      .init("collaboration", stored: "COLLABORATION", short: "col"), .init("global", stored: "GLOBAL", short: "glo"),
    ], plainSince: 5)
}

extension Entity {
  static let rule = Entity(
    "rule", "One permission: an operation on a resource within a scope. The server defines the rules.",
    naturalKey: ["name", "scope", "operation"], verbs: [.list, .get],
    fields: [
      Field("name", .text, "The resource, such as `node`.", example: "node"),
      Field("scope", .enumeration(.scope), "Whose resources the rule covers."),
      Field("operation", .enumeration(.operation), "The operation that the rule allows."),
      Field("description", .text, "What the rule allows."),
    ])
}
