import Catalogue

/// What users and nodes share: the table `authenticatable`, which theirs extend.
extension Field {
  static let authenticatable: [Field] = [
    Field(
      "status", .text, "`online` or `offline`, as the running server last saw it.", sources: [.parent("status")],
      .volatile),
    Field("last_seen", .moment, "Last contact with the server.", sources: [.parent("last_seen")], .volatile),
    Field("ip", .text, "Address of the last contact.", sources: [.parent("ip")], .volatile),
  ]
}

extension Entity.Parent {
  static func authenticatable(_ type: String) -> Entity.Parent {
    Entity.Parent(table: "authenticatable", type: type)
  }
}
