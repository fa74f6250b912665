package import Catalogue

extension Catalogue {
  /// The entities of vantage6. A new one is a file in `Entities/` and a line here.
  package static let vantage6 = Catalogue(entities, generations: generations)

  private static let entities: [Entity] = [
    .organization,
    .user,
    .role,
    .rule,
    .collaboration,
    .study,
    .node,
    .nodeConfig,
    .algorithmStore,
    .task,
    .taskDatabase,
    .result,
    .algorithmPort,
  ]

  private static let generations = [
    Generation(4, .table("run")),
    Generation(3, .table("algorithmport"), .table("nodeconfig"), .column(table: "result", column: "port")),
    Generation(2, .always),
  ]
}
