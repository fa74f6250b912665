import Adoption
import Catalogue
import Store

extension Migration {
  /// The generations that a database can be brought to.
  static let targets = [3, 4]

  /// - Parameters:
  ///   - lookups: the columns that get an index of ours; empty for none.
  ///   - hash: hashes an API key.
  /// - Returns: nil for a generation that is no target.
  static func vantage6(
    to generation: Int, lookups: [Product.Lookup], hash: @escaping @Sendable (String) -> String?
  ) -> Migration? {
    guard targets.contains(generation), let schema = Schema.of(generation: generation) else { return nil }
    let every = Schema.generations.values.flatMap(\.tables)
    return Migration(
      to: generation, statements: schema.tables.map(\.sql), knownStatements: every.map(\.sql),
      steps: [
        .addedTables, .uniqueNames, .hashedSecrets(hash), .statuses, .renumberedRecords, .ports, .carriedRecords,
        .carriedValues, .tidiedTables, .rules, .roles,
      ],
      indexes: { layout, indexed in LookupIndexes(indexed: indexed, layout, lookups).missing })
  }
}
