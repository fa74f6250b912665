import Catalogue
import Engine
import Store
import Vocabulary

/// A copy of a whole database on another engine.
///
/// All rows are read twice: from the original, in one state, where each value is brought to the form that both engines
/// have; and from the copy, before it is committed. The copy counts only if both have the same rows.
final class Move {
  /// Kept as long as it is read.
  private let snapshot: Snapshot
  var source: any Session { snapshot.session }
  let target: any MoveTarget
  let product: Product
  /// That of the original.
  let layout: Layout
  let plan: MovePlan
  private let onStep: (MoveStep) -> Bool
  private(set) var report: MoveReport
  private var digests: [String: RowDigest] = [:]
  private var (stage, done, total): (MoveStep.Stage, Int64, Int64) = (.checking, 0, 0)

  private static let rowsPerStep: Int64 = 100
  private static let stepsPerLook = 10_000

  /// - Parameter onStep: called now and then; false ends the work.
  /// - Throws: if nothing may be copied there.
  init(
    _ snapshot: Snapshot, to target: any MoveTarget, _ product: Product, _ onStep: @escaping (MoveStep) -> Bool
  ) throws(Failure) {
    (self.snapshot, self.target, self.product, self.onStep) = (snapshot, target, product, onStep)
    do { layout = Layout(columns: try snapshot.session.tables()) } catch { throw Self.failure(error) }
    try target.check(product)
    plan = try MovePlan(layout, product, on: target)
    report = MoveReport(engine: target.engine, place: target.name, generation: plan.generation)
  }

  /// - Parameter isDry: whether nothing is written.
  /// - Returns: what was copied, unless it has hindrances.
  func run(isDry: Bool) throws(Failure) -> MoveReport {
    for session in [source, target.session] {
      session.setBudget(every: Self.stepsPerLook) { [unowned self] in goesOn() }
    }
    defer { for session in [source, target.session] { session.setBudget(every: Self.stepsPerLook, nil) } }
    try readFacts()
    report.hindrances = try ruleHindrances()
    guard !isDry, report.hindrances.isEmpty else {
      try readRows(andWrite: false)
      return report
    }
    do throws(Failure) {
      try makeTables()
      try readRows(andWrite: true)
      guard report.hindrances.isEmpty else {
        target.abandon()
        return report
      }
      try addReferences()
      try compare()
      try raiseNumbers()
      // From here on, nothing can be taken back. A statement may have ended before it could be cancelled.
      guard goesOn() else { throw .cancelled }
      target.session.setBudget(every: Self.stepsPerLook, nil)
      try write { () throws(EngineError) in try target.commit() }
    } catch {
      target.abandon()
      throw error
    }
    return report
  }

  private func goesOn() -> Bool { onStep(MoveStep(stage: stage, done: done, total: total)) }

  private func begin(_ stage: MoveStep.Stage) { (self.stage, done) = (stage, 0) }

  private func countRow() throws(Failure) {
    done += 1
    if done % Self.rowsPerStep == 0, !goesOn() { throw .cancelled }
  }

  /// What is known of the original without its rows.
  private func readFacts() throws(Failure) {
    report.lastChange =
      try value("SELECT max(\(quoted(Entity.audit.number))) FROM \(OwnTables.audit)")?.integer ?? 0
    do { report.history = try History.name(source) } catch { throw Self.failure(error) }
    for table in plan.tables { total += try count(of: table.name) }
    let strangers = plan.strangers
    for table in strangers.tables {
      report.left.append(.init(kind: "table", name: table, count: try count(of: table)))
    }
    for (table, column) in strangers.columns {
      let values = try value("SELECT count(\(quoted(column))) FROM \(quoted(table))")?.integer
      report.left.append(.init(kind: "column", name: "\(table).\(column)", count: values ?? 0))
    }
    let objects: [SchemaObject]
    do { objects = try source.objects() } catch { throw Self.failure(error) }
    for object in objects where object.kind != "table" {
      report.left.append(.init(kind: object.kind, name: object.name, count: nil))
    }
  }

  private func count(of table: String) throws(Failure) -> Int64 {
    try value("SELECT count(*) FROM \(quoted(table))")?.integer ?? 0
  }

  /// The first value that a query of the original answers.
  func value(_ sql: String) throws(Failure) -> SQLValue? {
    do { return try source.value(sql) } catch { throw Self.failure(error) }
  }
}

// The rows.
extension Move {
  private func makeTables() throws(Failure) {
    try write { () throws(EngineError) in
      try target.session.begin()
      for statement in plan.statements(isEnforced: target.session.enforcesReferences).before {
        try target.session.run(statement)
      }
      try target.makeOwnTables()
    }
  }

  private func addReferences() throws(Failure) {
    try write { () throws(EngineError) in
      for statement in plan.statements(isEnforced: target.session.enforcesReferences).after {
        try target.session.run(statement)
      }
    }
  }

  /// Brings each value to the form of both engines, and notes those that cannot be. After the first of them, nothing more
  /// is written.
  private func readRows(andWrite writes: Bool) throws(Failure) {
    begin(.copying)
    for table in plan.tables {
      var rows = MovedRows(table, target.session.dialect)
      let insertion = table.insertion(target.session.dialect)
      try RowReader(session: source).forEachRow(of: table) { (row) throws(Failure) in
        let fitting = rows.add(row)
        if writes, let fitting, report.hindrances.isEmpty {
          try write(table.name) { () throws(EngineError) in try target.session.runWithNext(insertion, fitting) }
        }
        try countRow()
      }
      if writes { try write(table.name) { () throws(EngineError) in try target.session.runWaiting() } }
      report.hindrances += rows.hindrances
      digests[table.name] = rows.digest
      report.tables.append(.init(name: table.name, rows: rows.digest.rows, digest: rows.digest.text))
    }
  }

  /// - Throws: `internal` if the copy has other rows than the original.
  private func compare() throws(Failure) {
    begin(.comparing)
    for table in plan.tables {
      var rows = MovedRows(table, target.session.dialect)
      try RowReader(session: target.session).forEachRow(of: table) { (row) throws(Failure) in
        _ = rows.add(row)
        try countRow()
      }
      guard rows.hindrances.isEmpty, rows.digest == digests[table.name] else {
        throw Failure(
          .internal, "the copy of the table '\(table.name)' has other rows than the original: nothing was copied",
          detail: "\(rows.digest) in place of \(digests[table.name] ?? RowDigest())")
      }
    }
  }

  func write(_ table: String? = nil, _ body: () throws(EngineError) -> Void) throws(Failure) {
    do { try body() } catch { throw Self.failure(error, writing: table) }
  }

  /// The failure of a read.
  static func failure(_ error: EngineError) -> Failure {
    error.cause == .interrupted ? .cancelled : Failure(error)
  }

  private static func failure(_ error: EngineError, writing table: String?) -> Failure {
    switch error.cause {
    case .interrupted: .cancelled
    case .constraint, .tooBig:
      Failure(
        .invalid,
        "the new database refuses " + (table.map { "a row of the table '\($0)'" } ?? "what was copied")
          + ": \(error.message); nothing was copied", detail: error.description)
    case .diskFull:
      Failure(
        .limit, "no space is left for the copy: nothing was copied", hint: "make room, or copy to another place",
        detail: error.description)
    case .forbidden:
      Failure(.readOnly, "nothing may be made there: \(error.message)", detail: error.description)
    default: Failure(error)
    }
  }
}

/// The rows of one table, as far as they were read.
private struct MovedRows {
  private let table: MovedTable
  private let takesZeroBytes: Bool
  private(set) var digest = RowDigest()
  /// The number of values that do not fit, by their column and the reason.
  private var misfits: [Misfit: Int64] = [:]

  private struct Misfit: Hashable {
    let column: Int
    let reason: String
  }

  init(_ table: MovedTable, _ dialect: any Dialect) {
    (self.table, takesZeroBytes) = (table, dialect.takesZeroBytes)
  }

  /// - Returns: the values in the form of both engines; nil if one does not fit.
  mutating func add(_ row: [SQLValue]) -> [SQLValue]? {
    var (fitting, fits) = (row, true)
    for (place, column) in table.columns.enumerated() {
      switch column.kind.fit(row[place], takesZeroBytes: takesZeroBytes) {
      case .value(let value): fitting[place] = value
      case .misfit(let reason):
        misfits[Misfit(column: place, reason: reason), default: 0] += 1
        fits = false
      }
    }
    digest.add(fitting)
    return fits ? fitting : nil
  }

  var hindrances: [MoveHindrance] {
    misfits.sorted { ($0.key.column, $0.key.reason) < ($1.key.column, $1.key.reason) }.map { misfit, count in
      MoveHindrance(.value, table.name, [table.columns[misfit.column].name], count, misfit.reason)
    }
  }
}
