import Catalogue
import Engine
import Store

// The audit log's table, as far as it is the same on every engine.
extension OwnTables {
  /// The columns of the first format, as SQL declares them. In SQLite, an integer primary key is the number of the row
  /// (sqlite.org/rowidtable.html).
  /// - Parameters:
  ///   - integer: the engine's type for whole numbers.
  ///   - text: its type for texts.
  static func auditDeclarations(integer: String, text: String) -> String {
    let declarations = auditColumns.filter { !additions.contains($0.name) }.map { column in
      let declared = "\(quoted(column.name)) \(column.kind == .integer ? integer : text)"
      if column.name == Entity.audit.number { return declared + " PRIMARY KEY" }
      return declared + (column.isNullable ? "" : " NOT NULL")
    }
    return declarations.joined(separator: ",\n  ")
  }

  /// The indexes of the audit log. The records of a call and of a transaction need none, since their numbers follow
  /// each other. Files of release 0.1.0 lack the second index, which is partial so that only an undo has to write it
  /// (since SQLite 3.8.0).
  /// - Parameter schema: the schema of the table with a dot behind it; empty where there are no schemas.
  static func indexes(in schema: String = "") -> [(name: String, sql: String)] {
    [("record", "(entity, id)"), ("undoes", "(undoes) WHERE undoes IS NOT NULL")].map { suffix, columns in
      let name = "\(audit)_\(suffix)"
      return (name, "CREATE INDEX IF NOT EXISTS \(name) ON \(schema)\(audit) \(columns)")
    }
  }
}
