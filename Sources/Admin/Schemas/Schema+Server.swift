// The tables as the real server makes them on PostgreSQL.
extension Schema {
  /// The statements that make the tables in an empty database, in order.
  var serverTables: [String] { tables.map(\.serverSQL) }

  /// The statements that make the enumerations of rules, before the tables: on PostgreSQL they are types of their own.
  /// Version 4 has more operations.
  var serverTypes: [String] {
    let operations = ["VIEW", "EDIT", "CREATE", "DELETE"] + (has("run", "id") ? ["SEND", "RECEIVE"] : [])
    let scopes = ["OWN", "ORGANIZATION", "COLLABORATION", "GLOBAL"]
    return [("operation", operations), ("scope", scopes)].map { name, words in
      "CREATE TYPE \(name) AS ENUM (\(words.map { "'\($0)'" }.joined(separator: ", ")))"
    }
  }
}

extension SchemaTable {
  fileprivate var serverSQL: String {
    let lines = lines.filter { !$0.hasPrefix("CONSTRAINT") && !$0.hasPrefix("CHECK") }.map(serverLine)
    return "CREATE TABLE \"\(name)\" (\n\t" + lines.joined(separator: ", \n\t") + "\n)"
  }

  /// SQLAlchemy gives a table with ids of its own a sequence; `user` and `node` have the ids of `authenticatable`.
  private func serverLine(_ line: String) -> String {
    let isChild = self.lines.contains { $0.hasPrefix("FOREIGN KEY(id)") }
    if line == "id INTEGER NOT NULL" { return isChild ? line : "id SERIAL NOT NULL" }
    guard !line.hasPrefix("FOREIGN KEY") else {
      return line.replacing("REFERENCES user ", with: "REFERENCES \"user\" ")
    }
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard let column = words.first, let type = words.last, words.count == 2 else { return line }
    if name == "rule", ["operation", "scope"].contains(column) { return "\(column) \(column)" }
    return "\(column) \(Self.serverTypes[type] ?? type)"
  }

  private static let serverTypes = ["DATETIME": "TIMESTAMP WITHOUT TIME ZONE", "BLOB": "BYTEA"]
}
