import Catalogue
import Engine

/// The SQL about one row of a table, by its id.
struct RowTexts {
  let select: String
  let delete: String
  /// Whether there is a row with that id or a higher one.
  let hasFrom: String

  init(_ table: String, _ dialect: any Dialect) {
    let (table, id) = (quoted(table), dialect.parameter(1))
    select = "SELECT * FROM \(table) WHERE id = \(id)"
    delete = "DELETE FROM \(table) WHERE id = \(id)"
    hasFrom = "SELECT 1 FROM \(table) WHERE id >= \(id) LIMIT 1"
  }
}

/// The SQL that changes some columns of one row.
struct UpdateTexts {
  let names: [String]
  /// The columns as they are.
  let select: String
  /// The first parameter is the id.
  let update: String

  init(_ table: String, _ names: [String], _ dialect: any Dialect) {
    self.names = names
    let (table, id) = (quoted(table), dialect.parameter(1))
    select = "SELECT \(names.map(quoted).joined(separator: ", ")) FROM \(table) WHERE id = \(id)"
    let terms = names.enumerated().map { "\(quoted($1)) = \(dialect.parameter($0 + 2))" }
    update = "UPDATE \(table) SET \(terms.joined(separator: ", ")) WHERE id = \(id)"
  }
}

/// A place that may refer to a record, and the SQL that finds the records there, each once, by their ids.
struct Referrer {
  let reference: Reference
  let select: String

  init(_ reference: Reference, _ dialect: any Dialect) {
    self.reference = reference
    select =
      switch reference.place {
      case .column(let table, let column):
        "SELECT id FROM \(quoted(table)) WHERE \(quoted(column)) = \(dialect.parameter(1)) ORDER BY id"
      case .pairs(let table, let ours, let theirs):
        "SELECT DISTINCT \(quoted(theirs)) FROM \(quoted(table)) WHERE \(quoted(ours)) = \(dialect.parameter(1)) "
          + "AND \(quoted(theirs)) IS NOT NULL ORDER BY 1"
      }
  }
}
