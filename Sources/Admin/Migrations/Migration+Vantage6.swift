import Adoption
import Catalogue
import JSON
import Store
import Vocabulary

extension Migration {
  /// The generations that a database can be brought to.
  static let targets = [3, 4, 5]

  struct Wishes {
    /// The organization that becomes the initiator of tasks for which nothing tells one; nil for none.
    let initiator: JSON?
    /// Whether the caller keeps what the accounts need, and the database loses.
    let keepsAccounts: Bool
  }

  /// - Parameters:
  ///   - database: the one that is migrated, whose engine decides how tables are declared.
  ///   - lookups: the columns that get an index of ours; empty for none.
  ///   - wishes: what the caller says about a migration to version 5.
  ///   - hash: hashes an API key.
  /// - Returns: nil for a generation that is no target.
  static func vantage6(
    to generation: Int, of database: any AdoptedDatabase, lookups: [Product.Lookup], to5 wishes: Wishes,
    hash: @escaping @Sendable (String) -> String?
  ) -> Migration? {
    let fresh = Product.vantage6.fresh
    guard targets.contains(generation), let wanted = fresh[generation].map(database.declarations) else { return nil }
    // What a newer server left stays, as what another program made.
    let known = fresh.filter { $0.key <= generation }.sorted { $0.key < $1.key }.map {
      database.declarations(of: $0.value)
    }
    return Migration(
      to: generation, types: wanted.types, olderTypes: known.flatMap(\.types), statements: wanted.tables,
      knownStatements: known.flatMap(\.tables),
      steps: generation < 5 ? steps(hash) : stepsTo5(wishes),
      indexes: { layout, indexed in LookupIndexes(indexed: indexed, layout, lookups).missing })
  }

  private static func steps(_ hash: @escaping @Sendable (String) -> String?) -> [MigrationStep] {
    [
      .declaredTypes, .addedTables, .uniqueNames, .hashedSecrets(hash), .statuses, .renumberedRecords,
      .carriedRecords, .ports, .carriedValues, .tidiedTables, .rules, .roles,
    ]
  }

  /// Keys are Keycloak's there, and ports are gone. The words of rules are texts only when the tables are tidied.
  private static func stepsTo5(_ wishes: Wishes) -> [MigrationStep] {
    [
      .addedTables, .passing("input", from: "result", to: "run"), .uniqueNames, .statuses, .renumberedRecords,
      .droppedPorts, .carriedRecords, .inputs, .carriedValues, .initiators(wishes.initiator), .actions, .stores,
      .numbered("position", of: "task_database", by: "task"), .emptyParameters, .defaults(newFields),
      .accounts(areKept: wishes.keepsAccounts),
      .retiredValues, .retiredTables, .tidiedTables, .droppedTypes, .oneSpelling(of: "rule"), .singlePairs, .rules,
      .roles, .unfinished,
    ]
  }

  private static let newFields = [
    ("collaboration", "session_restrict_to_same_image"), ("user", "is_service_account"),
    ("result", "blob_storage_used"), ("role", "is_default_role"), ("task_database", "type"),
    ("algorithm_store", "api_path"),
  ]
}
