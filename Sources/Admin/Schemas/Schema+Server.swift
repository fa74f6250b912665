// The tables as the real server makes them on PostgreSQL.
extension Schema {
  /// The statements that make the tables in an empty database, in order.
  var serverTables: [String] {
    var made: Set<String> = []
    var (statements, late): ([String], [String]) = ([], [])
    for table in tables {
      made.insert(table.name)
      let isLate = { (line: String) in SchemaTable.target(ofForeignKey: line).map { !made.contains($0) } ?? false }
      statements.append(table.serverSQL { !isLate($0) })
      // Tables that refer to each other: the later one has to be there first.
      late += table.lines.filter(isLate).map { "ALTER TABLE \"\(table.name)\" ADD \(SchemaTable.serverKey($0))" }
    }
    return statements + late
  }

  /// The statements that make the enumerations of rules, before the tables: on PostgreSQL they are types of their own.
  /// Version 4 has more operations, and version 5 plain text.
  var serverTypes: [String] {
    guard tables.contains(where: \.hasWords) else { return [] }
    let operations = ["VIEW", "EDIT", "CREATE", "DELETE"] + (has("run", "id") ? ["SEND", "RECEIVE"] : [])
    let scopes = ["OWN", "ORGANIZATION", "COLLABORATION", "GLOBAL"]
    return [("operation", operations), ("scope", scopes)].map { name, words in
      "CREATE TYPE \(name) AS ENUM (\(words.map { "'\($0)'" }.joined(separator: ", ")))"
    }
  }
}

extension SchemaTable {
  /// Whether it has columns of enumerations: SQLAlchemy declares them with the length of the longest word.
  fileprivate var hasWords: Bool { name == "rule" && lines.contains { $0.hasPrefix("operation VARCHAR(") } }

  /// - Parameter isIncluded: says of each line whether the statement has it.
  fileprivate func serverSQL(_ isIncluded: (String) -> Bool) -> String {
    let lines = lines.filter { !$0.hasPrefix("CONSTRAINT") && !$0.hasPrefix("CHECK") && isIncluded($0) }.map(serverLine)
    return "CREATE TABLE \"\(name)\" (\n\t" + lines.joined(separator: ", \n\t") + "\n)"
  }

  /// SQLAlchemy gives a table with ids of its own a sequence; `user` and `node` have the ids of `authenticatable`.
  private func serverLine(_ line: String) -> String {
    let isChild = self.lines.contains { $0.hasPrefix("FOREIGN KEY(id)") }
    if line == "id INTEGER NOT NULL" { return isChild ? line : "id SERIAL NOT NULL" }
    guard !line.hasPrefix("FOREIGN KEY") else { return Self.serverKey(line) }
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard let column = words.first, let type = words.last, words.count == 2 else { return line }
    if hasWords, ["operation", "scope"].contains(column) { return "\(column) \(column)" }
    return "\(column) \(Self.serverTypes[type] ?? type)"
  }

  fileprivate static func serverKey(_ line: String) -> String {
    line.replacing("REFERENCES user ", with: "REFERENCES \"user\" ")
  }

  /// The table that a line refers to; nil for a line that is no foreign key.
  fileprivate static func target(ofForeignKey line: String) -> String? {
    let mark = ") REFERENCES "
    guard line.hasPrefix("FOREIGN KEY("), let end = line.firstRange(of: mark)?.upperBound else { return nil }
    return String(line[end...].prefix { $0 != " " })
  }

  private static let serverTypes = ["DATETIME": "TIMESTAMP WITHOUT TIME ZONE", "BLOB": "BYTEA"]
}
