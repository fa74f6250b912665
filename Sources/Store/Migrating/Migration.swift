package import Catalogue

/// What brings a database to a generation: its tables, and the steps in their order.
package struct Migration: Sendable {
  package let generation: Int
  /// The statements that make the types of words of an empty database, for an engine that has those.
  package let types: [String]
  /// The same of older generations.
  package let olderTypes: [String]
  /// The statements that make the tables of an empty database.
  package let statements: [String]
  /// The same of all generations: a constraint that none of them has is another program's.
  package let knownStatements: [String]
  package let steps: [MigrationStep]
  /// The statements that make the missing indexes for look-ups.
  /// - Parameters:
  ///   - layout: the new tables.
  ///   - indexed: the first columns of the indexes that exist, by table.
  package typealias Indexes = @Sendable (_ layout: Layout, _ indexed: [String: Set<String>]) -> [String]
  let indexes: Indexes

  package init(
    to generation: Int, types: [String], olderTypes: [String], statements: [String], knownStatements: [String],
    steps: [MigrationStep],
    indexes: @escaping Indexes
  ) {
    (self.generation, self.types, self.olderTypes, self.statements) = (generation, types, olderTypes, statements)
    (self.knownStatements, self.steps, self.indexes) = (knownStatements, steps, indexes)
  }
}

/// One thing that a migration does. It finds out by itself whether there is anything to do: a step that finds nothing
/// writes nothing and is not in the report.
package struct MigrationStep: Sendable {
  package typealias Body =
    @Sendable (inout WriteTransaction, Migration, inout MigrationReport) throws(Failure) -> Void

  /// Finds the id of a record for so many others, or throws why there is none.
  package typealias Choice = @Sendable (borrowing WriteTransaction, _ count: Int64) throws(Failure) -> Int64

  /// As reports name it.
  package let name: String
  let body: Body

  package init(_ name: String, _ body: @escaping Body) { (self.name, self.body) = (name, body) }
}
