package import Catalogue
import Engine
import JSON
import Vocabulary

extension WriteTransaction {
  /// Brings the database to the generation of the migration. The triggers of other programs do not fire meanwhile, and
  /// are kept.
  /// - Returns: what was done; empty if nothing was to be done, and nothing was written.
  /// - Throws: `invalid` if the database is of a later generation; `constraint` if something of another program would
  ///   not work any more.
  package mutating func migrate(_ migration: Migration) throws(Failure) -> MigrationReport {
    guard !isPart else {
      throw Failure(.invalid, "'\(context.method)' cannot be part of a transaction", hint: "call it alone")
    }
    let generation = model.generation
    guard generation <= migration.generation else {
      throw Failure(
        .invalid,
        "the database is of version \(generation): it cannot be brought back to version \(migration.generation)",
        hint: "restore a backup from before the upgrade")
    }
    let broken = try database.brokenTables()
    var report = MigrationReport(from: generation, to: migration.generation)
    database.session.firesTriggers = false
    defer { database.session.firesTriggers = true }
    for step in migration.steps {
      report.step = step.name
      try step.body(&self, migration, &report)
      try database.adoptOwnLayout()
    }
    guard !report.isEmpty else { return report }
    database.highest.removeAll()
    for statement in migration.indexes(model.layout, try database.indexedColumns()) { try database.run(statement) }
    database.session.firesTriggers = true
    try refuse(brokenBeside: broken)
    record(
      RowChange(
        table: MigrationMark.entity, row: Int64(migration.generation),
        before: [.init(MigrationMark.generation, .integer(Int64(generation)))],
        after: [.init(MigrationMark.generation, .integer(Int64(migration.generation)))]),
      of: MigrationMark.entity, Int64(migration.generation))
    return report
  }

  private func refuse(brokenBeside known: Set<String>) throws(Failure) {
    let broken = try database.brokenTables().subtracting(known).sorted()
    guard let first = broken.first else { return }
    throw Failure(
      .constraint, "a view or trigger of another program needs what the migration removes: look at '\(first)'",
      hint: "drop it, migrate, and make it again for the new tables",
      more: [.init("tables", .array(broken.map { .string($0) }))])
  }
}

/// The record of a migration in the audit log. The changes before it are about tables that are no longer there, so none
/// of them can be undone.
enum MigrationMark {
  static let entity = "database"
  static let generation = "generation"
}

extension ReadTransaction {
  /// The number of the newest migration, and the generation that it brought the database to; nil without any.
  func lastMigration() throws(Failure) -> (seq: Int64, generation: Int64)? {
    let row = try database.rows(
      "SELECT seq, id FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) ORDER BY seq DESC LIMIT 1",
      [.text(MigrationMark.entity)]
    ).first
    guard let row, let seq = row[0].integer, let generation = row[1].integer else { return nil }
    return (seq, generation)
  }
}
