package import Adoption
import Catalogue

extension Product {
  /// What is to be known of a vantage6 database before it is open.
  package static let vantage6 = Product(
    name: "vantage6", catalogue: .vantage6,
    fresh: Dictionary(
      uniqueKeysWithValues: Schema.generations.map { generation, schema in
        (
          generation,
          FreshFile(
            tables: schema.tables.map(\.sql), serverTypes: schema.serverTypes, serverTables: schema.serverTables,
            rows: Seeds.all[generation]?.rows(of: schema) ?? [])
        )
      }),
    tables: ["organization", "collaboration", "user", "node", "task", "role", "rule"],
    oneOfTables: ["result", "run"], unsupported: [generation5, algorithmStore, keycloak], leftovers: .vantage6,
    neededWords: [NeededWords(["SEND", "RECEIVE"], table: "rule", column: "operation", beside: "run")],
    lookups: Schema.lookups)

  private static let generation5 = Unsupported(
    "a database of vantage6 5: only versions 2, 3 and 4 are supported",
    signs: [.table("dataframe"), .column(table: "session", column: "collaboration_id")]
      + ["authenticatable", "user", "node"].map { .column(table: $0, column: "keycloak_id") })

  private static let algorithmStore = Unsupported(
    "a database of a vantage6 algorithm store: name that of the vantage6 server",
    signs: [.table("vantage6server")], isNeighbour: true)

  private static let keycloak = Unsupported(
    "a database of Keycloak: name that of the vantage6 server", signs: [.table("keycloak_role")], isNeighbour: true)
}
