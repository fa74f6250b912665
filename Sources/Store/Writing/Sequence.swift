import Catalogue
import Engine
import Vocabulary

/// Numbers that are given only once: ids, and fields whose default is the next number. The real server gives the
/// highest number again after its row was deleted; old links, logs and containers then point to another record.
///
/// A given number has to be known for ever, and is stored in a table only if nothing else shows it. An id is the
/// highest of its table, and the audit log has it after its row was deleted: so a new record needs no row there until
/// the log is pruned. Other numbers can be changed in their rows, so they are stored at once.
enum Sequence {
  /// The next number: higher than all that were given, and all in the columns.
  static func next(_ name: String, beyond columns: [(table: String, column: String)], _ database: Database)
    throws(Failure) -> Int64
  {
    let (table, dialect) = (OwnTables.sequence, database.dialect)
    let sql =
      "INSERT INTO \(table) (name, last) VALUES (\(dialect.parameter(1)), (\(source(beyond: columns, dialect)))) "
      + "ON CONFLICT (name) DO UPDATE SET last = \(dialect.greatest(["\(table).last + 1", "excluded.last"])) "
      + "RETURNING last"
    guard let next = try database.write(sql, [.text(name)])?.integer, GivenNumber.range.contains(next) else {
      throw exhausted(name)
    }
    return next
  }

  static func exhausted(_ name: String) -> Failure {
    Failure(.limit, "no number is left for '\(name)': the database already has the largest one")
  }

  /// The number that `next` would return, without giving it.
  static func peek(_ name: String, beyond columns: [(table: String, column: String)], _ database: Database)
    throws(Failure) -> Int64
  {
    let dialect = database.dialect
    let last = "SELECT last + 1 FROM \(OwnTables.sequence) WHERE name = \(dialect.parameter(1))"
    let next = dialect.greatest(["(\(source(beyond: columns, dialect)))", "coalesce((\(last)), 1)"])
    return try database.value("SELECT \(next)", [.text(name)])?.integer ?? 1
  }

  /// A SELECT of one more than the highest number in the columns.
  private static func source(beyond columns: [(table: String, column: String)], _ dialect: any Dialect) -> String {
    let highest = columns.map { (table, column) in
      let column = quoted(column)
      return "coalesce((SELECT \(column) FROM \(quoted(table)) WHERE \(GivenNumber.counts(column, dialect)) "
        + "ORDER BY \(column) DESC LIMIT 1), 0)"
    }
    return "SELECT \(highest.count == 1 ? highest[0] : dialect.greatest(["0"] + highest)) + 1"
  }

  /// Stores that a number was given.
  static func note(_ name: String, _ number: Int64, _ database: Database) throws(Failure) {
    guard number <= GivenNumber.range.upperBound else { return }
    let (table, dialect) = (OwnTables.sequence, database.dialect)
    try database.run(
      "INSERT INTO \(table) (name, last) VALUES (\(dialect.parameter(1)), \(dialect.parameter(2))) "
        + "ON CONFLICT (name) DO UPDATE SET last = \(dialect.greatest(["\(table).last", "excluded.last"]))",
      [.text(name), .integer(number)])
  }
}

extension Sequence {
  /// The columns of a field in all generations.
  static func columns(
    of field: BoundField, _ entity: BoundEntity, _ layout: Layout
  ) -> [(table: String, column: String)] {
    field.field.sources.flatMap { source -> [(table: String, column: String)] in
      guard case .columns(let columns) = source else { return [] }
      return columns.filter { layout.has(entity.table, $0) }.map { (entity.table, $0) }
    }
  }
}

extension WriteTransaction {
  /// An id for a new row of the table. The ids of tables that extend it row by row count, too: in a damaged file they
  /// have rows that the table lacks.
  /// - Throws: `limit` if there is no higher number.
  func nextID(in table: String) throws(Failure) -> Int64 {
    if let number = try database.nextNumber(in: table) { return number }
    let highest = if let known = database.highest[table] { known } else { try highestID(in: table) }
    guard highest < GivenNumber.range.upperBound else { throw Sequence.exhausted(table) }
    database.highest[table] = highest + 1
    return highest + 1
  }

  private func highestID(in table: String) throws(Failure) -> Int64 {
    let sql = database.texts.nextID(in: table) {
      Self.highestID(in: table, model, database.dialect)
    }
    return max(try database.value(sql, [.text(table)])?.integer ?? 0, 0)
  }

  /// A SELECT of the highest id that the table is known to have had. Its parameter is the table's name.
  private static func highestID(in table: String, _ model: Model, _ dialect: any Dialect) -> String {
    let children = model.entities.filter { $0.parent?.table == table }
    let entities = children + model.entities.filter { $0.table == table }
    let rows = ([table] + children.map(\.table)).map { table in
      "(SELECT id FROM \(quoted(table)) WHERE \(GivenNumber.counts("id", dialect)) ORDER BY id DESC LIMIT 1)"
    }
    let records = entities.map { entity in
      "(SELECT max(id) FROM \(OwnTables.audit) WHERE entity = \(literal(entity.name)) AND \(GivenNumber.counts("id", dialect)))"
    }
    let note = "(SELECT last FROM \(OwnTables.sequence) WHERE name = \(dialect.parameter(1)))"
    return "SELECT " + dialect.greatest(([note] + rows + records).map { "coalesce(\($0), 0)" })
  }

  /// Stores the highest ids of audit records that are about to be deleted.
  func noteRecordedIDs() throws(Failure) {
    for entity in model.entities {
      let highest = try database.value(
        "SELECT max(id) FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) "
          + "AND \(GivenNumber.counts("id", database.dialect))", [.text(entity.name)])
      guard let id = highest?.integer else { continue }
      try Sequence.note(entity.parent?.table ?? entity.table, id, database)
    }
  }

  /// A number for a field whose default is the next one. The columns of all generations count.
  func next(_ field: BoundField, of entity: BoundEntity) throws(Failure) -> Int64 {
    try Sequence.next(field.name, beyond: Sequence.columns(of: field, entity, model.layout), database)
  }
}
