package import Catalogue

extension Catalogue {
  /// The entities of vantage6. A new one is a file in `Entities/` and a line here.
  package static let vantage6 = Catalogue([
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
  ])
}
