import Catalogue
import JSON
import Store

// What version 5 needs to find who calls, and what an upgrade to it leaves.
extension Check {
  static let noAccount = Check(
    "no_keycloak_id", .warning, finds: "users and nodes without the id of an account at Keycloak",
    causes: "Nothing finds them at a login: they cannot log in, though Keycloak may have an account of their name.",
    remedy: "'vctl ENTITY link ID keycloak_id=…' sets it; 'vctl user relink --realm-export FILE' sets all of a realm.",
    .withoutParentValue("keycloak_id"))

  static let sharedAccount = Check(
    "shared_keycloak_id", .error, finds: "users and nodes with a Keycloak id that an earlier one has",
    causes: "The server fails with 500 at each request of both.",
    remedy: "'vctl ENTITY unlink ID' takes it from the one that it does not belong to.",
    .sharedParentValues("keycloak_id"),
    repair: .decided(.init("clear", .cleared)))

  static let noClient = Check(
    "no_keycloak_client_id", .warning, finds: "nodes without the id of their client at Keycloak",
    causes: "The server cannot delete the client with the node, nor give the node a new secret.",
    remedy:
      "'vctl node link ID keycloak_client_id=…' sets it; 'vctl user relink --realm-export FILE' sets all of a realm.",
    .matching("node", note: "has no keycloak_client_id") { node, _ in
      node.field("keycloak_client_id") == nil ? ["id": ["null": true]] : ["keycloak_client_id": nil]
    })

  static let noAPIPath = Check(
    "no_api_path", .error, finds: "algorithm stores without the path of their API",
    causes: "The server asks the address 'URLNone', and no task can use an algorithm of the store.",
    remedy: "'vctl algorithm_store update ID api_path=/api' sets it, with the path at the end of the store's address.",
    .matching("algorithm_store", note: "has no api_path") { store, _ in
      store.field("api_path") == nil ? ["id": ["null": true]] : ["api_path": nil]
    },
    repair: .decided(.init("api", .withAPIPath)))

  static let olderSpelling = Check(
    "older_spelling", .error, finds: "rules in the spelling of before version 5, which grant nothing",
    causes:
      "Version 5 has the rules a second time. Users and roles that have only the old ones may do nothing with them.",
    remedy: "'vctl repair older_spelling' gives users and roles the new rules, and deletes the old ones.",
    .olderSpellings,
    repair: .safe(.withoutOlderSpelling))
}
