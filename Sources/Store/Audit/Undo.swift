package import Catalogue
import Engine
import Vocabulary

extension WriteTransaction {
  /// Undoes a change with its whole transaction: every row and pair becomes what it was, with its old id. The change is
  /// compared with the current rows, even if another program changed them. A newer secret stays unless the request
  /// restores secrets.
  /// - Returns: the numbers of the undone transactions, in the order in which they were undone, empty if only secrets
  ///   were changed; and the secrets that stay. A warning names each of those.
  /// - Throws: `not_found`; `invalid` for a change to the audit log itself; `conflict` if a row is no longer as the
  ///   change left it, with the later changes that caused that.
  package mutating func undo(_ request: UndoRequest) throws(Failure) -> (
    numbers: [Int64], withheld: [WithheldSecret]
  ) {
    let seq = if let given = request.seq { given } else { try newestUndoable() }
    guard let record = try reading.auditRecord(seq) else {
      throw Failure(.notFound, "no change \(seq) in the audit log", id: seq)
    }
    guard record.entity != "audit" else {
      throw Failure(
        .invalid, "change \(seq) removed changes from the audit log: it cannot be undone", id: seq, field: "seq")
    }
    guard record.method != DatabaseMark.restore else {
      throw Failure(
        .invalid, "change \(seq) restored a backup: it cannot be undone", id: seq, field: "seq",
        hint: "restore the contents from before: they are in a file beside the database")
    }
    try refuseMigrated(seq, record)
    let isRepair = record.method == Repair.method
    // What a repair mended was there before, and comes back although it harms.
    if isRepair { context.accepted.formUnion(model.catalogue.acceptableWords) }
    var cascade = Cascade(root: record.transaction, request, mayRefuse: !isRepair)
    try cascade.run(&self)
    let withheld = cascade.withheld(undo: context.transaction)
    for secret in withheld { warn(secret.sentence) }
    try adviseOnFreedNumbers()
    try check(mayRefuse: !isRepair)
    return (cascade.undone, withheld)
  }

  private mutating func check(mayRefuse: Bool) throws(Failure) {
    try guardAll()
    try adviseOnAll(mayRefuse: mayRefuse)
  }

  /// The answer to an undo shows so many changes.
  package static let shownMax = 1_000
  private static let settledMax = 4_096

  /// Checks many changes and forgets them, so that an undo of a large transaction does not hold all of them in memory.
  mutating func settle(mayRefuse: Bool) throws(Failure) {
    guard parts.count > Self.settledMax else { return }
    try check(mayRefuse: mayRefuse)
    try flush(keeping: Self.shownMax)
  }

  /// - Throws: `invalid` for a migration, and for a change before one: its rows may be in another table now.
  private func refuseMigrated(_ seq: Int64, _ record: AuditRecord) throws(Failure) {
    guard let migration = try reading.lastMigration(), seq <= migration.seq else { return }
    let isPart = try reading.auditRecord(migration.seq)?.transaction == record.transaction
    let what = isPart ? "belongs to the migration" : "was made before the migration"
    throw Failure(
      .invalid,
      "change \(seq) \(what) to version \(migration.generation) (change \(migration.seq)): it cannot be undone",
      id: seq, field: "seq",
      hint: isPart
        ? "restore a backup from before the migration"
        : "change the record by hand, or restore a backup from before the migration")
  }

  /// The caller's newest change that is neither an undo nor undone. Searches the log from its end, a transaction at a
  /// time.
  private func newestUndoable() throws(Failure) -> Int64 {
    let sql =
      "SELECT seq, uid, entity, call, \"transaction\", undoes FROM \(OwnTables.audit) "
      + "WHERE seq < \(database.parameter(1)) AND seq > \(database.parameter(2)) ORDER BY seq DESC LIMIT 1"
    var end = SQLValue.integer(.max)
    let first = SQLValue.integer(try reading.lastMigration()?.seq ?? 0)
    while let row = try database.rows(sql, [end, first]).first, let seq = row[0].integer, let call = row[3].integer {
      try database.checkTime()
      if row[1] == .integer(Int64(context.author.uid)), row[2] != .text("audit"), row[5].isNull,
        try undo(of: call) == nil
      {
        return seq
      }
      end = row[4]
    }
    throw Failure(
      .notFound, "there is no change of yours to undo", hint: "give the number that the change has in the audit log")
  }

  /// The number of the undo that undid the call; nil if there is none, or if that undo was undone itself.
  ///
  /// A call can be undone again only after its undo was undone, so that the last undo decides. An undo of an undo is
  /// the next step of the chain.
  func undo(of call: Int64) throws(Failure) -> Int64? {
    let sql =
      "SELECT seq, call FROM \(OwnTables.audit) WHERE undoes = \(database.parameter(1)) ORDER BY seq DESC LIMIT 1"
    var (first, current, isUndone): (Int64?, Int64, Bool) = (nil, call, false)
    while let row = try database.rows(sql, [.integer(current)]).first, let seq = row[0].integer,
      let next = row[1].integer, next > current
    {
      try database.checkTime()
      first = first ?? seq
      isUndone.toggle()
      current = next
    }
    return isUndone ? first : nil
  }
}
