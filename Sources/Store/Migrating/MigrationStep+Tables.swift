import Catalogue
import Engine
import Vocabulary

// The tables themselves.
extension MigrationStep {
  /// Gives types of words all words of the generation.
  package static let declaredTypes = MigrationStep("types") { (transaction, migration, report) throws(Failure) in
    let names = try transaction.database.declare(types: migration.types)
    report.add(
      names.count,
      "\(Wording.counted(Int64(names.count), "type")) declared as version \(migration.generation) declares them: "
        + list(names))
  }

  /// Drops the types of words of older generations that no column has any more.
  package static let droppedTypes = MigrationStep("types") { (transaction, migration, report) throws(Failure) in
    let older = migration.olderTypes.filter { !migration.types.contains($0) }
    let names = try transaction.database.drop(types: older)
    report.add(names.count, "\(Wording.counted(Int64(names.count), "type")) dropped that nothing uses: \(list(names))")
  }

  /// Makes the tables and columns that are missing. They are only added here; `tidiedTables` puts them in order.
  package static let addedTables = MigrationStep("tables") { (transaction, migration, report) throws(Failure) in
    let database = transaction.database
    let foreign = try ForeignParts(migration, transaction)
    var (tables, columns): ([String], [String]) = ([], [])
    let shapes = try database.shapes(migration.statements)
    let neighbour = shapes.first { transaction.model.layout.has($0.name) }?.name ?? ""
    for shape in shapes {
      let whole = foreign.adding(to: shape, from: try transaction.olderTables(than: shape.name))
      guard let present = transaction.model.layout.columns[shape.name] else {
        try database.make(whole, beside: neighbour)
        tables.append(shape.name)
        continue
      }
      for column in whole.columns where !present.contains(column.name) {
        try database.run("ALTER TABLE \(quoted(shape.name)) ADD COLUMN \(column.nullable)")
        columns.append("\(shape.name).\(column.name)")
      }
    }
    report.add(tables.count, "\(Wording.counted(Int64(tables.count), "table")) added: \(list(tables))")
    report.add(columns.count, "\(Wording.counted(Int64(columns.count), "column")) added: \(list(columns))")
  }

  /// Adds a column that the generation does not have, so that the values of an older table reach a later step.
  package static func passing(_ column: String, from older: String, to table: String) -> MigrationStep {
    MigrationStep("passing") { (transaction, _, _) throws(Failure) in
      let layout = transaction.model.layout
      guard layout.has(older, column), layout.has(table), !layout.has(table, column),
        let declared = try transaction.database.shape(of: older).columns.first(where: { $0.name == column })
      else { return }
      try transaction.database.run("ALTER TABLE \(quoted(table)) ADD COLUMN \(declared.declaration)")
    }
  }

  /// Declares each table as an empty database of the generation has it, and drops the older tables and columns, whose
  /// rows and values have been carried over. Columns and constraints of other programs stay.
  package static let tidiedTables = MigrationStep("declarations") { (transaction, migration, report) throws(Failure) in
    let database = transaction.database
    let foreign = try ForeignParts(migration, transaction)
    var (declared, dropped): ([String], [String]) = ([], [])
    for shape in try database.shapes(migration.statements) {
      let present = try database.shape(of: shape.name)
      var wanted = foreign.adding(
        to: shape, from: [present] + (try transaction.olderTables(than: shape.name)))
      for column in present.columns where !wanted.has(column.name) {
        if try transaction.isCarried(column.name, of: shape.name, &report) {
          dropped.append("\(shape.name).\(column.name)")
        } else {
          wanted.columns.append(column)
        }
      }
      guard !wanted.isSame(as: present, inOrder: database.session.ordersColumns) else { continue }
      let needless = present.columns.map(\.name).filter { !wanted.has($0) || wanted.uniqueColumns.contains($0) }
      try transaction.dropIndexes(of: needless, in: shape.name)
      try database.reshape(wanted)
      declared.append(shape.name)
    }
    for entity in transaction.model.entities {
      for table in entity.entity.tables where table != entity.table && transaction.model.layout.has(table) {
        try transaction.checkIsCarried(table, to: entity.table)
        try transaction.dropIndexes(of: transaction.model.layout.columns[table] ?? [], in: table)
        try database.drop(table, leavingCompanionsTo: entity.table)
        dropped.append(table)
      }
    }
    report.add(
      declared.count,
      "\(Wording.counted(Int64(declared.count), "table")) declared as version \(migration.generation) declares them: "
        + list(declared))
    report.add(dropped.count, "older tables and columns dropped, since nothing is only there: \(list(dropped))")
  }

  private static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}

extension WriteTransaction {
  /// Drops our own indexes on the columns.
  fileprivate func dropIndexes(of columns: [String], in table: String) throws(Failure) {
    for column in columns {
      try database.run("DROP INDEX IF EXISTS \(quoted(OwnTables.lookupIndex(on: column, of: table)))")
    }
  }

  /// Whether every value of an older column is in its newer place, too.
  fileprivate func isCarried(
    _ column: String, of table: String, _ report: inout MigrationReport
  ) throws(Failure) -> Bool {
    let filled = "SELECT count(*) FROM \(quoted(table)) t WHERE t.\(quoted(column)) IS NOT NULL"
    for entity in model.entities where entity.table == table {
      guard let successor = Successor.all(of: entity, model).first(where: { $0.older == column }) else { continue }
      let count = try database.count("\(filled) AND NOT (\(successor.isCarried))")
      report.leave(
        count,
        "\(Wording.counted(count, entity.entity.words)) with another '\(successor.name)' in the older column "
          + "'\(column)': the newer value counts, and the older column stays")
      return count == 0
    }
    let count = try database.count(filled)
    report.leave(
      count, "\(Wording.counted(count, "value")) of the column '\(column)' of '\(table)', which has no newer place")
    return count == 0
  }

  /// - Throws: `constraint` if the older table has a row or a value that the newer one does not have.
  fileprivate func checkIsCarried(_ table: String, to newer: String) throws(Failure) {
    let missing = (model.layout.columns[table] ?? []).filter { !model.layout.has(newer, $0) }
    let conditions =
      missing.map { "o.\(quoted($0)) IS NOT NULL" }
      + ["NOT EXISTS (SELECT 1 FROM \(quoted(newer)) n WHERE n.id = o.id)"]
    let lost = try database.count(
      "SELECT count(*) FROM \(quoted(table)) o WHERE \(conditions.joined(separator: " OR "))")
    guard lost == 0 else {
      throw Failure(
        .constraint, "\(Wording.counted(lost, "row")) of the table '\(table)' cannot be carried over to '\(newer)'")
    }
  }
}
