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
            rows: Seeds.all[generation]?.rows(of: schema, generation) ?? [])
        )
      }),
    usual: Vantage6.usualLayout, tables: ["organization", "collaboration", "user", "node", "task", "role", "rule"],
    oneOfTables: ["result", "run"], unsupported: [algorithmStore, keycloak], leftovers: .vantage6,
    neededWords: [NeededWords(["SEND", "RECEIVE"], table: "rule", column: "operation", beside: "run")],
    lookups: Schema.lookups)

  private static let algorithmStore = Unsupported(
    "a database of a vantage6 algorithm store: name that of the vantage6 server",
    signs: [.table("vantage6server")], isNeighbour: true)

  private static let keycloak = Unsupported(
    "a database of Keycloak: name that of the vantage6 server", signs: [.table("keycloak_role")], isNeighbour: true)
}
