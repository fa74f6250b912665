/// The tables of a fresh file of one generation, in the order in which the real server makes them.
package struct Schema: Sendable {
  package let tables: [SchemaTable]

  /// The schema of that generation: 2, 3 or 4.
  package static func of(generation: Int) -> Schema? { generations[generation] }

  func has(_ table: String, _ column: String) -> Bool {
    tables.contains { $0.name == table && $0.columns.contains(column) }
  }

  static let generations = [2: generation2, 3: generation3, 4: generation4]
}

// What is known of the server's tables over all generations: a file may be a mixture of them.
extension Schema {
  /// The tables that hand out ids of their own. `user` and `node` take theirs from `authenticatable`.
  static let idTables: [String] = Set(everyTable.filter { $0.columns.contains("id") }.map(\.name))
    .subtracting(["user", "node"]).sorted()

  /// The tables of pairs, which have no id.
  static let pairTables: Set<String> = Set(everyTable.filter { !$0.columns.contains("id") }.map(\.name))

  /// The columns by which records are looked up: those that refer to another table, names, and the number that a run's
  /// tasks share.
  static let lookupColumns: [String: [String]] = {
    var columns: [String: Set<String>] = [:]
    for table in everyTable {
      let named = table.columns.filter { ["name", "username", "run_id", "job_id"].contains($0) }
      columns[table.name, default: []].formUnion(table.foreignKeys + named)
    }
    // A hundred rows at most, which are always read whole.
    columns["rule"] = nil
    return columns.mapValues { $0.sorted() }
  }()

  private static let everyTable = generations.sorted { $0.key < $1.key }.flatMap(\.value.tables)
}
