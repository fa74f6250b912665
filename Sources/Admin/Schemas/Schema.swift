import Adoption
import Catalogue

/// The tables of a fresh file of one generation, in the order in which the real server makes them.
package struct Schema: Sendable {
  package let tables: [SchemaTable]

  /// The schema of that generation; nil for an unknown one.
  package static func of(generation: Int) -> Schema? { generations[generation] }

  func has(_ table: String, _ column: String) -> Bool {
    tables.contains { $0.name == table && $0.columns.contains(column) }
  }

  static let generations = [2: generation2, 3: generation3, 4: generation4, 5: generation5]
}

// What is known of the server's tables over all generations: a file may be a mixture of them.
extension Schema {
  /// The columns by which records are looked up: those that refer to another table, names, the account at Keycloak by
  /// which version 5 finds who calls, and the number that a run's tasks share.
  static let lookups: [Product.Lookup] = {
    var columns: [String: Set<String>] = [:]
    for table in everyTable {
      let named = table.columns.filter { ["name", "username", "keycloak_id", "run_id", "job_id"].contains($0) }
      columns[table.name, default: []].formUnion(table.foreignKeys + named)
    }
    // A hundred rows at most, which are always read whole.
    columns["rule"] = nil
    let withID = Set(everyTable.filter { $0.columns.contains("id") }.map(\.name))
    return columns.sorted { $0.key < $1.key }.map { table, columns in
      Product.Lookup(table, columns.sorted(), isPairs: !withID.contains(table))
    }
  }()

  fileprivate static let everyTable = generations.sorted { $0.key < $1.key }.flatMap(\.value.tables)
}

extension Layout {
  /// That of a new database with the schema.
  init(of schema: Schema) {
    self.init(columns: Dictionary(schema.tables.map { ($0.name, $0.columns) }) { first, _ in first })
  }

  /// A file that has the tables and columns of all generations: what there is anywhere.
  static let ofAllGenerations = Layout(
    columns: Dictionary(Schema.everyTable.map { ($0.name, $0.columns) }) { first, second in first + second })
}
