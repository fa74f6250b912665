/// A table as the real server's SQLAlchemy declares it: one line a column or constraint.
package struct SchemaTable: Sendable {
  package let name: String
  let lines: [String]

  init(_ name: String, _ lines: String) {
    self.name = name
    self.lines = lines.split(separator: "\n").map(String.init)
  }

  /// The statement, letter for letter as it stands in `sqlite_schema` of a file that the real server made.
  package var sql: String {
    let quoted = name == name.lowercased() && !Self.reserved.contains(name) ? name : "\"\(name)\""
    return "CREATE TABLE \(quoted) (\n\t" + lines.joined(separator: ", \n\t") + "\n)"
  }

  /// The names of its columns, in order.
  package var columns: [String] {
    lines.filter { line in !Self.constraints.contains { line.hasPrefix($0) } }
      .map { line in line.prefix { $0 != " " }.filter { $0 != "\"" } }
  }

  /// The columns that refer to another table's id; not `id` itself, with which `user` and `node` refer to their parent.
  package var foreignKeys: [String] {
    lines.compactMap { line in
      guard line.hasPrefix(Self.foreignKey) else { return nil }
      return String(line.dropFirst(Self.foreignKey.count).prefix { $0 != ")" })
    }.filter { $0 != "id" }
  }

  /// Names of tables that are words of SQL, which SQLAlchemy quotes.
  private static let reserved = ["column"]
  private static let foreignKey = "FOREIGN KEY("
  private static let constraints = ["PRIMARY KEY", foreignKey, "UNIQUE", "CHECK", "CONSTRAINT"]
}
