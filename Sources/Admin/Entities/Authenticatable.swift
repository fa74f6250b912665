import Catalogue
import Vocabulary

/// The fields that users and nodes share, in the table `authenticatable`, which their own tables extend.
extension Field {
  /// - Parameter status: the status of a new record since 4.x; nil for none. Earlier generations have no default.
  static func authenticatable(status: Default? = nil) -> [Field] {
    [
      Field(
        "status", .text, "`online` or `offline`, as the running server last saw it.", sources: [.parent("status")],
        .volatile, default: status, defaultWhen: .column(table: "run", column: "status"),
        rules: [.oneOf(["online", "offline"], "is not a status of the server: expected 'online' or 'offline'")],
        tones: [.good: ["online"], .idle: ["offline"]]),
      Field("last_seen", .moment, "Last contact with the server.", sources: [.parent("last_seen")], .volatile),
      Field(
        "ip", .text, "Address of the last contact.", sources: [.parent("ip")], .volatile,
        rules: [.form(.internetAddress, "is not an IP address")]),
      // Lists leave it out, as if it were large: the entity says the same.
      Field(
        "type", .text, "Who logs in: `user` or `node`.", sources: [.parent("type")],
        [.readOnly, .large]),
    ]
  }
}

extension Entity.Parent {
  static func authenticatable(_ type: String) -> Entity.Parent {
    Entity.Parent(table: "authenticatable", type: type)
  }
}
