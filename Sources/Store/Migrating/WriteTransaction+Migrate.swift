package import Catalogue
import Engine
import Vocabulary

extension WriteTransaction {
  /// Brings the database to the generation of the migration. The triggers of other programs do not fire meanwhile, and
  /// are kept.
  /// - Parameter onStep: called before each step, with its name and its place among them.
  /// - Returns: what was done; empty if nothing was to be done, and nothing was written.
  /// - Throws: `invalid` if the database is of a later generation; `constraint` if something of another program would
  ///   not work any more.
  package mutating func migrate(
    _ migration: Migration, onStep: (String, Int) -> Void = { _, _ in }
  ) throws(Failure) -> MigrationReport {
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
    let missing = try database.missingReferencedTables()
    var report = MigrationReport(from: generation, to: migration.generation)
    try database.beginReshaping(try database.shapes(migration.knownStatements).map(\.name))
    do throws(Failure) {
      for (place, step) in migration.steps.enumerated() {
        onStep(step.name, place)
        report.step = step.name
        try step.body(&self, migration, &report)
        try database.adoptOwnLayout()
      }
    } catch {
      // The transaction may have failed, and then ends with its settings.
      try? database.endReshaping()
      throw error
    }
    try database.endReshaping()
    guard !report.isEmpty else { return report }
    database.highest.removeAll()
    for statement in migration.indexes(model.layout, try database.indexedColumns()) { try database.run(statement) }
    try refuse(brokenBeside: broken)
    try noteMissing(besides: missing, &report)
    record(
      DatabaseMark.migrated(from: generation, to: migration.generation), of: DatabaseMark.entity,
      Int64(migration.generation))
    return report
  }

  /// Foreign keys of other programs to a table that is no longer there are kept: they do nothing unless the program turns
  /// them on (sqlite.org/foreignkeys.html).
  private func noteMissing(
    besides known: [String: Set<String>], _ report: inout MigrationReport
  ) throws(Failure) {
    for (table, targets) in try database.missingReferencedTables().sorted(by: { $0.key < $1.key }) {
      for target in targets.subtracting(known[table] ?? []).sorted() {
        report.leave(
          1, "a foreign key of another program's table '\(table)' to the table '\(target)', which is no longer there")
      }
    }
  }

  private func refuse(brokenBeside known: Set<String>) throws(Failure) {
    let broken = try database.brokenTables().subtracting(known).sorted()
    guard !broken.isEmpty else { return }
    throw Failure(EngineError(.constraint, "a view or trigger does not work any more", refusal: .needed(by: broken)))
  }
}
