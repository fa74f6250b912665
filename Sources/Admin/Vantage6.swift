package import Catalogue
import Store

/// What the catalogue of vantage6 is made of.
package enum Vantage6 {
  /// A new entity is a file in `Entities/` and a line here.
  package static let entities: [Entity] = [
    .organization,
    .user,
    .role,
    .rule,
    .collaboration,
    .study,
    .session,
    .dataframe,
    .column,
    .dataframeNote,
    .node,
    .nodeConfig,
    .algorithmStore,
    .task,
    .taskDatabase,
    .result,
    .algorithmPort,
  ]

  package static let generations = [
    Generation(5, .table("dataframe"), .column(table: "authenticatable", column: "keycloak_id")),
    Generation(4, .table("run")),
    Generation(3, .table("algorithmport"), .table("nodeconfig"), .column(table: "result", column: "port")),
    Generation(2, .always),
  ]

  /// The generations whose tables a new database can get, the oldest first.
  package static let layouts = generations.map(\.number).sorted()
  /// The one that it gets if none is named.
  package static let usualLayout = 4
}

extension Catalogue {
  /// The entities of vantage6, and the audit log.
  package static let vantage6 = Catalogue(Vantage6.entities + [.audit], generations: Vantage6.generations)
}
