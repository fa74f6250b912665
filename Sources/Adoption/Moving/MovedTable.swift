import Catalogue
import Engine
import Store

/// A table whose rows go from one database to another.
struct MovedTable {
  struct Column {
    let name: String
    let kind: ColumnKind
  }

  let name: String
  /// Those that both databases have.
  let columns: [Column]
  /// A column with a different whole number in each row; nil for a table without one, whose rows are small.
  let key: String?

  var isOwn: Bool { name.hasPrefix(OwnTables.prefix) }

  private var list: String { columns.map { quoted($0.name) }.joined(separator: ", ") }

  /// A SELECT of all columns.
  /// - Parameter condition: which rows, as SQL.
  func selection(_ condition: String = "") -> String { "SELECT \(list) FROM \(quoted(name))\(condition)" }

  func insertion(_ dialect: any Dialect) -> String {
    let places = columns.indices.map { dialect.parameter($0 + 1) }.joined(separator: ", ")
    return "INSERT INTO \(quoted(name)) (\(list)) VALUES (\(places))"
  }

  /// About how many bytes a row has, as SQL.
  func size(_ dialect: any Dialect) -> String {
    let sizes = columns.filter(\.kind.isLarge).map { column in
      // The column may have a type of words where it is read.
      let term = column.kind == .bytes ? quoted(column.name) : "CAST(\(quoted(column.name)) AS text)"
      return "coalesce(\(dialect.byteLength(term)), 0)"
    }
    return (["64"] + sizes).joined(separator: " + ")
  }
}

// The daemon's own tables, whose columns are as wide on each engine.
extension MovedTable {
  private static let numbers = ColumnKind.integer(.min ... .max)
  private static let texts = ColumnKind.text(charactersMax: nil)

  static func own(_ layout: Layout) -> [MovedTable] {
    let audit = OwnTables.auditColumns.map { ($0.name, $0.kind == .integer ? numbers : texts) }
    let additions = OwnTables.additions.filter { name in !audit.contains { $0.0 == name } }.map { ($0, texts) }
    return [
      MovedTable(own: OwnTables.audit, audit + additions, key: Entity.audit.number, layout),
      MovedTable(own: OwnTables.sequence, [("name", texts), ("last", numbers)], key: nil, layout),
      MovedTable(own: OwnTables.state, [("name", texts), ("value", texts)], key: nil, layout),
    ]
  }

  private init(own name: String, _ columns: [(String, ColumnKind)], key: String?, _ layout: Layout) {
    (self.name, self.key) = (name, key)
    self.columns = columns.filter { layout.has(name, $0.0) }.map { Column(name: $0.0, kind: $0.1) }
  }
}
