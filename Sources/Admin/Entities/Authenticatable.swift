import Catalogue
import Vocabulary

/// The fields that users and nodes share, in the table `authenticatable`, which their own tables extend.
extension Field {
  /// - Parameter status: the status of a new record since 4.x; nil for none. Earlier generations have no default.
  static func authenticatable(status: Default? = nil) -> [Field] {
    [
      Field(
        "keycloak_id", .text,
        "Id of the account at Keycloak. Without one, nothing finds the record at a login.",
        sources: [.parent("keycloak_id")], .unique, example: "0f8fad5b-d9cb-469f-a165-70867728950e",
        rules: .keycloakID),
      Field(
        "keycloak_client_id", .text,
        "Keycloak's own id of the client, of a node or a service account; null for people.",
        sources: [.parent("keycloak_client_id")], .unique, example: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        rules: .keycloakID),
      Field(
        "status", .text, "`online` or `offline`, as the running server last saw it.", sources: [.parent("status")],
        .volatile, default: status, defaultWhen: .column(table: "run", column: "status"),
        rules: [.oneOf(["online", "offline"], "is not a status of the server: expected 'online' or 'offline'")],
        tones: [.good: ["online"], .idle: ["offline"]]),
      Field("last_seen", .moment, "Last contact with the server.", sources: [.parent("last_seen")], .volatile),
      Field(
        "ip", .text, "Address of the last contact.", sources: [.parent("ip")], .volatile,
        rules: [.form(.internetAddress, "is not an IP address")],
        retirement: Retirement(since: 5, "servers of version 5 keep no addresses")),
      // Lists leave it out, as if it were large: the entity says the same.
      Field(
        "type", .text, "Who logs in: `user` or `node`.", sources: [.parent("type")],
        [.readOnly, .large]),
    ]
  }
}

extension [FieldRule] {
  /// Keycloak makes UUIDs. An account that was imported into a realm can have any other id.
  fileprivate static let keycloakID: [FieldRule] = [.tidy, .form(.uuid, "is not a UUID such as Keycloak makes")]
}

extension Entity.Parent {
  static func authenticatable(_ type: String) -> Entity.Parent {
    Entity.Parent(table: "authenticatable", type: type)
  }
}
