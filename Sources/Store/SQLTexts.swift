import Catalogue
import Engine

/// The SQL of frequent calls, each made once. It depends only on the model and the engine.
final class SQLTexts {
  /// What a text says, as far as it differs between the texts of one kind.
  private enum Key: Hashable {
    case nextID(table: String)
    case other(table: String, column: String)
    case twins(table: String, columns: [String], countsNulls: Bool)
    case stray(entity: String, path: [String], others: [String], PathQuery.Reach)
    case pairs(table: String, ours: String)
    case number(table: String)
    case ids(table: String, columns: [String])
    case labels(entity: String)
  }

  private let dialect: any Dialect
  /// The INSERT of a record of the audit log.
  let auditRecord: String
  /// Nil where the file cannot have what would be looked for.
  private var texts: [Key: String?] = [:]
  private var inserts: [String: [(names: [String], sql: String)]] = [:]
  private var updates: [String: [UpdateTexts]] = [:]
  private var rows: [String: RowTexts] = [:]
  /// By table, and by entity.
  private var referrers: [String: [String: [Referrer]]] = [:]

  init(_ dialect: any Dialect) {
    self.dialect = dialect
    let columns = OwnTables.auditColumns
    auditRecord =
      "INSERT INTO \(OwnTables.audit) (\(columns.map { quoted($0.name) }.joined(separator: ", "))) "
      + "VALUES (\(columns.indices.map { dialect.parameter($0 + 1) }.joined(separator: ", ")))"
  }

  private func text(_ key: Key, _ make: () -> String) -> String {
    if let text = texts[key] ?? nil { return text }
    let text = make()
    texts[key] = text
    return text
  }

  /// The SQL that finds the next id of a table.
  func nextID(in table: String, _ make: () -> String) -> String { text(.nextID(table: table), make) }

  /// A SELECT of another row with the first parameter's value in the column. The second parameter is the id of the row
  /// that does not count.
  func other(in table: String, with column: String) -> String {
    text(.other(table: table, column: column)) {
      "SELECT id FROM \(quoted(table)) WHERE \(quoted(column)) = \(dialect.parameter(1)) "
        + "AND id <> \(dialect.parameter(2)) ORDER BY id LIMIT 1"
    }
  }

  /// A SELECT of another row with the same values in the columns as the row whose id is the parameter.
  /// - Parameter countsNulls: whether two nulls are the same value.
  func twins(in table: String, _ columns: [String], countsNulls: Bool) -> String {
    text(.twins(table: table, columns: columns, countsNulls: countsNulls)) {
      let terms = columns.map { column in
        let (one, other) = ("o.\(quoted(column))", "t.\(quoted(column))")
        return countsNulls ? dialect.same(one, other) : "\(one) = \(other)"
      }
      return "SELECT o.id FROM \(quoted(table)) t JOIN \(quoted(table)) o ON \(terms.joined(separator: " AND ")) "
        + "AND o.id <> t.id WHERE t.id = \(dialect.parameter(1)) ORDER BY o.id LIMIT 1"
    }
  }

  /// A SELECT of the records that an advice is about; nil if the file cannot have any.
  func stray(
    _ entity: String, _ path: [String], _ others: [String], _ reach: PathQuery.Reach, _ make: () -> String?
  ) -> String? {
    let key = Key.stray(entity: entity, path: path, others: others, reach)
    if let text = texts[key] { return text }
    let text = make()
    texts[key] = .some(text)
    return text
  }

  /// A SELECT of the pairs whose column `ours` is the parameter, in the order in which they were made.
  func pairs(in table: String, _ ours: String) -> String {
    text(.pairs(table: table, ours: ours)) {
      "SELECT * FROM \(quoted(table)) WHERE \(quoted(ours)) = \(dialect.parameter(1)) "
        + "ORDER BY \(dialect.rowAddress(of: quoted(table)))"
    }
  }

  /// A SELECT of the number of a record by that number.
  func number(of entity: BoundEntity) -> String {
    text(.number(table: entity.table)) {
      "SELECT \(entity.number) FROM \(quoted(entity.table)) WHERE \(entity.number) = \(dialect.parameter(1))"
    }
  }

  /// A SELECT of the ids of the first 20 rows with the values of the parameters in these columns.
  func ids(in table: String, with columns: [String]) -> String {
    text(.ids(table: table, columns: columns)) {
      let terms = columns.enumerated().map { "\(quoted($1)) = \(dialect.parameter($0 + 1))" }
      return "SELECT id FROM \(quoted(table)) WHERE \(terms.joined(separator: " AND ")) ORDER BY id LIMIT 20"
    }
  }

  /// A SELECT of what a record is called by.
  func labels(of entity: String, _ make: () -> String) -> String { text(.labels(entity: entity), make) }

  /// The most combinations of columns that are kept for a table: callers choose which columns they give.
  private static let combinationsMax = 16

  /// The INSERT of a row with these columns.
  func insert(into table: String, _ columns: [RowChange.Column]) -> String {
    let known = inserts[table] ?? []
    for insert in known where insert.names.elementsEqual(columns, by: { $0 == $1.name }) { return insert.sql }
    let names = columns.map(\.name)
    let list = names.map(quoted).joined(separator: ", ")
    let places = names.indices.map { dialect.parameter($0 + 1) }.joined(separator: ", ")
    let sql = "INSERT INTO \(quoted(table)) (\(list)) VALUES (\(places))"
    if known.count < Self.combinationsMax { inserts[table, default: []].append((names, sql)) }
    return sql
  }

  /// The UPDATE of these columns of a row.
  func update(_ table: String, _ columns: [RowChange.Column]) -> UpdateTexts {
    let known = updates[table] ?? []
    for update in known where update.names.elementsEqual(columns, by: { $0 == $1.name }) { return update }
    let texts = UpdateTexts(table, columns.map(\.name), dialect)
    if known.count < Self.combinationsMax { updates[table, default: []].append(texts) }
    return texts
  }

  func row(of table: String) -> RowTexts {
    if let known = rows[table] { return known }
    let texts = RowTexts(table, dialect)
    rows[table] = texts
    return texts
  }

  /// The places that may refer to a record in that table.
  func referrers(to entity: String, in table: String, _ make: () -> [Reference]) -> [Referrer] {
    if let known = referrers[table]?[entity] { return known }
    let made = make().map { Referrer($0, dialect) }
    referrers[table, default: [:]][entity] = made
    return made
  }
}
