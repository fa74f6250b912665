import Adoption
import Catalogue
import Store

extension Migration {
  /// The generations that a database can be brought to.
  static let targets = [3, 4]

  /// - Parameters:
  ///   - database: the one that is migrated, whose engine decides how tables are declared.
  ///   - lookups: the columns that get an index of ours; empty for none.
  ///   - hash: hashes an API key.
  /// - Returns: nil for a generation that is no target.
  static func vantage6(
    to generation: Int, of database: any AdoptedDatabase, lookups: [Product.Lookup],
    hash: @escaping @Sendable (String) -> String?
  ) -> Migration? {
    let fresh = Product.vantage6.fresh
    guard targets.contains(generation), let wanted = fresh[generation].map(database.declarations) else { return nil }
    // What a newer server left stays, as what another program made.
    let known = fresh.filter { $0.key <= generation }.sorted { $0.key < $1.key }.flatMap {
      database.declarations(of: $0.value).tables
    }
    return Migration(
      to: generation, types: wanted.types, statements: wanted.tables, knownStatements: known,
      steps: [
        .declaredTypes, .addedTables, .uniqueNames, .hashedSecrets(hash), .statuses, .renumberedRecords,
        .carriedRecords, .ports, .carriedValues, .tidiedTables, .rules, .roles,
      ],
      indexes: { layout, indexed in LookupIndexes(indexed: indexed, layout, lookups).missing })
  }
}
