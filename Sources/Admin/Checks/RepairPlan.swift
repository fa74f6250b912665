import Catalogue
import JSON
import Store
import Vocabulary

/// What a repair is about to mend: what the checks found before its transaction, and what was decided.
struct RepairPlan: Sendable {
  private struct Item: Sendable {
    let check: Check
    let choice: Repair.Choice?
    let count: Int64
    let rows: [Defect]
  }

  private let items: [Item]
  private let failed: [JSON]
  private let checkedCount: Int
  private(set) var secrets = Secrets()

  /// Makes the checks, without the lock.
  /// - Parameter limit: at most so many rows of each check.
  /// - Throws: `invalid` if the structure of the database is damaged; `invalid_params` for an unknown check or choice.
  init(_ arguments: Arguments, _ environment: Environment, _ work: LongWork, limit: Int) throws(Failure) {
    let choices = try Check.choices(arguments)
    let checks = try Check.chosen(arguments).filter { $0.name != Check.integrity.name }
    for name in choices.keys.sorted() where !checks.contains(where: { $0.name == name }) {
      throw Failure(.parameters, "'set': check '\(name)' is not among the checks to repair", field: "set")
    }
    let options = CheckOptions(
      limit: limit, now: environment.service.options.clock(), stuckDays: try CheckOptions.stuckDays(arguments))
    let open = try environment.service.sessions(holdsLock: arguments.flag("hold"), work)
    let all = [Check.integrity] + checks
    let outcomes = try CheckRun(all, options, on: open).outcomes(work)
    try Self.refuseBroken(outcomes[0])
    var (items, failed): ([Item], [JSON]) = ([], [])
    for (check, outcome) in zip(all, outcomes) {
      switch outcome {
      case .found(0, _): break
      case .found(let count, let rows):
        items.append(Item(check: check, choice: choices[check.name], count: count, rows: rows))
      case .failed(let failure): failed.append(try check.failed(failure))
      }
    }
    (self.items, self.failed, checkedCount) = (items, failed, all.count)
  }

  private static func refuseBroken(_ integrity: CheckRun.Outcome) throws(Failure) {
    let first: String
    switch integrity {
    case .found(0, _): return
    case .found(_, let rows): first = rows.first?.note ?? ""
    case .failed(let failure): first = failure.message
    }
    throw Failure(
      .invalid, "the structure of the database is damaged, and each change may destroy more: \(first)",
      hint: "restore a backup; 'database.check' lists all faults")
  }

  /// Hashes the secrets that the repair stores, since each takes about a quarter of a second.
  func hashing(
    _ database: Database, _ environment: Environment, _ arguments: Arguments, _ work: LongWork
  ) throws(Failure) -> RepairPlan {
    guard !arguments.flag(Parameter.dryRunName), items.contains(where: { $0.check.name == Check.malformedSecret.name })
    else { return self }
    var plan = self
    let plain = try database.read { (transaction) throws(Failure) in try transaction.unhashedSecrets() }
    for (done, secret) in plain.enumerated() {
      if let reason = work.endReason() { throw reason }
      work.tell(LongWork.Progress("hashing secrets", Int64(done), of: Int64(plain.count), .keys))
      if let hash = environment.service.options.hash(secret) { plan.secrets.add(hash: hash, of: secret) }
    }
    return plan
  }

  /// Mends what was found.
  /// - Parameter listed: at most so many rows of each check are in the report.
  /// - Returns: the report.
  func run(
    _ transaction: inout WriteTransaction, _ work: LongWork, listed: Int
  ) throws(Failure) -> [JSON.Member] {
    transaction.beginRepair()
    let total = items.reduce(0) { $0 + Int64($1.rows.count) }
    var done: Int64 = 0
    var (mended, left): (Int64, Int64) = (0, 0)
    var findings: [JSON] = []
    for item in items {
      var finding = Finding(item.check, count: item.count, listed: listed)
      for defect in item.rows {
        if done.isMultiple(of: 64) { work.tell(LongWork.Progress("repairing the database", done, of: total, .rows)) }
        done += 1
        finding.add(defect, try transaction.mend(defect, by: item.check.repair, choosing: item.choice))
      }
      mended += finding.mended
      left += finding.left
      findings.append(.object(finding.json))
    }
    try transaction.finishRepair()
    return [
      .init("checked", .integer(Int64(checkedCount))), .init("mended", .integer(mended)), .init("left", .integer(left)),
      .init("findings", .array(findings)), .init("failed", .array(failed)),
    ]
  }
}

/// What became of the rows of one check.
private struct Finding {
  private let check: Check
  private let count: Int64
  private let listed: Int
  private(set) var mended: Int64 = 0
  private var leftRows: [JSON] = []
  private var mendedRows: [JSON] = []

  init(_ check: Check, count: Int64, listed: Int) { (self.check, self.count, self.listed) = (check, count, listed) }

  /// Rows beyond those that were found are left, too.
  var left: Int64 { count - mended }

  mutating func add(_ defect: Defect, _ outcome: Mend.Outcome) {
    var row = defect.members
    switch outcome {
    case .mended(let sentence):
      mended += defect.times
      row["done"] = .string(sentence)
      if mendedRows.count < listed { mendedRows.append(.object(row)) }
    case .gone:
      mended += defect.times
      row["done"] = "mended with another row"
      if mendedRows.count < listed { mendedRows.append(.object(row)) }
    case .left(let reason):
      row["left"] = reason.map { .string($0) }
      if leftRows.count < listed { leftRows.append(.object(row)) }
    }
  }

  var json: JSON.Object {
    JSON.Object(
      check.members + [
        .init("count", .integer(count)), .init("mended", .integer(mended)), .init("left", .integer(left)),
        .init("rows", .array(Array((leftRows + mendedRows).prefix(listed)))),
      ])
  }
}
