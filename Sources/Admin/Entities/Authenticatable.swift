import Catalogue

/// What users and nodes share: the table `authenticatable`, which theirs extend.
extension Field {
  static let authenticatable: [Field] = [
    Field(
      "status", .text, "`online` or `offline`, as the running server last saw it.", sources: [.parent("status")],
      .volatile, rules: [.oneOf(["online", "offline"], "is none that the server knows: it is 'online' or 'offline'")]),
    Field("last_seen", .moment, "Last contact with the server.", sources: [.parent("last_seen")], .volatile),
    Field(
      "ip", .text, "Address of the last contact.", sources: [.parent("ip")], .volatile,
      rules: [.form(.internetAddress, "is no address of the Internet protocol")]),
  ]
}

extension Entity.Parent {
  static func authenticatable(_ type: String) -> Entity.Parent {
    Entity.Parent(table: "authenticatable", type: type)
  }
}
