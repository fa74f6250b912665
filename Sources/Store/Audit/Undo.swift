package import Catalogue
import JSON
import SQLite

/// How a change is undone.
package struct UndoRequest: Sendable {
  /// A record of the change; nil for the caller's newest that is not undone yet.
  package var seq: Int64?
  /// Also undo the later changes that stand in the way, the newest first.
  package var isCascading: Bool
  /// Also bring old passwords and keys back to life.
  package var restoresSecrets: Bool

  package init(seq: Int64? = nil, isCascading: Bool = false, restoresSecrets: Bool = false) {
    (self.seq, self.isCascading, self.restoresSecrets) = (seq, isCascading, restoresSecrets)
  }
}

extension WriteTransaction {
  /// Undoes a change with all of its transaction: every row and pair is as it was, with its old id. It compares with the
  /// rows as they are now, whoever changed them.
  /// - Returns: the numbers of the changes that were undone, in the order in which that happened.
  /// - Throws: `not_found`; `conflict` where a row is no longer as the change left it, with the later changes in the way.
  package mutating func undo(_ request: UndoRequest) throws(Failure) -> [Int64] {
    let seq = if let given = request.seq { given } else { try newestUndoable() }
    guard let record = try reading.auditRecords("seq = ?1", [.integer(seq)]).first else {
      throw Failure(.notFound, "no change \(seq) in the audit log", id: seq)
    }
    guard record.entity != "audit" else {
      throw Failure(
        .invalid, "change \(seq) made the audit log forget others: it cannot be undone", id: seq, field: "seq")
    }
    var undone: [Int64] = []
    try undo(transaction: record.transaction, request, &undone)
    try adviseOnFreedNumbers()
    try guardAll()
    try adviseOnAll()
    return undone
  }

  /// The caller's newest change that is neither an undo nor undone.
  private func newestUndoable() throws(Failure) -> Int64 {
    let seq = try database.value(
      "SELECT max(seq) FROM \(OwnTables.audit) a WHERE uid = ?1 AND entity <> 'audit' AND undoes IS NULL "
        + "AND NOT EXISTS "
        + "(SELECT 1 FROM \(OwnTables.audit) u WHERE u.undoes = a.call AND NOT EXISTS "
        + "(SELECT 1 FROM \(OwnTables.audit) r WHERE r.undoes = u.call))",
      [.integer(Int64(context.author.uid))])
    guard let seq = seq?.integer else {
      throw Failure(.notFound, "there is no change of yours to undo", hint: "say which, by its number in the audit log")
    }
    return seq
  }

  /// How many changes one undo may take with it.
  private static let cascadeMax = 1_000

  private mutating func undo(
    transaction: Int64, _ request: UndoRequest, _ undone: inout [Int64]
  ) throws(Failure) {
    guard undone.count < Self.cascadeMax else {
      throw Failure(.limit, "more than \(Self.cascadeMax) later changes would have to be undone")
    }
    while let obstacle = try attempt(transaction, request) {
      let later = try laterChanges(obstacle, than: transaction)
      guard request.isCascading, let newest = later.last else { throw refusal(transaction, obstacle, later) }
      try undo(transaction: newest, request, &undone)
    }
    undone.append(transaction)
  }

  /// All calls of the transaction, the newest first; nothing of it stays when something is in the way.
  private mutating func attempt(_ transaction: Int64, _ request: UndoRequest) throws(Failure) -> Inversion.Obstacle? {
    let before = progress
    var obstacle: Inversion.Obstacle?
    try database.savepoint { () throws(Failure) in
      obstacle = try invertAll(transaction, request)
      return obstacle == nil
    }
    if obstacle != nil { progress = before }
    return obstacle
  }

  private mutating func invertAll(
    _ transaction: Int64, _ request: UndoRequest
  ) throws(Failure) -> Inversion.Obstacle? {
    let records = try reading.auditRecords("\"transaction\" = ?1", [.integer(transaction)])
    var inversion = Inversion(restoresSecrets: request.restoresSecrets)
    for call in Set(records.map(\.call)).sorted(by: >) {
      if let by = try undoneBy(call) {
        return Inversion.Obstacle(record: nil, reason: "it is undone already, by change \(by)")
      }
      let obstacle = try self.call("audit.undo", undoing: call) { (part) throws(Failure) in
        try inversion.run(records.filter { $0.call == call }, &part)
      }
      if let obstacle { return obstacle }
    }
    if let obstacle = try inversion.dangling(self) { return obstacle }
    inversion.withheld.forEach { warn($0) }
    return nil
  }

  /// The number of the undo that undid the call, unless that was undone itself.
  private func undoneBy(_ call: Int64) throws(Failure) -> Int64? {
    try database.value(
      "SELECT seq FROM \(OwnTables.audit) u WHERE undoes = ?1 AND NOT EXISTS "
        + "(SELECT 1 FROM \(OwnTables.audit) r WHERE r.undoes = u.call) ORDER BY seq LIMIT 1", [.integer(call)])?
      .integer
  }

  /// The transactions that touched the record later, oldest first.
  private func laterChanges(
    _ obstacle: Inversion.Obstacle, than transaction: Int64
  ) throws(Failure) -> [Int64] {
    guard let record = obstacle.record else { return [] }
    let rows = try database.rows(
      "SELECT DISTINCT \"transaction\" FROM \(OwnTables.audit) WHERE entity = ?1 AND id = ?2 AND \"transaction\" > ?3 "
        + "ORDER BY 1", [.text(record.entity), .integer(record.id), .integer(transaction)])
    return rows.compactMap { $0.first?.integer }
  }

  private func refusal(_ transaction: Int64, _ obstacle: Inversion.Obstacle, _ later: [Int64]) -> Failure {
    let numbers = later.map { String($0) }.joined(separator: ", ")
    let by =
      obstacle.record == nil ? "" : later.isEmpty ? ", by another program" : ", by change \(numbers)"
    return Failure(
      .conflict, "change \(transaction) cannot be undone: \(obstacle.reason)\(by)", entity: obstacle.record?.entity,
      id: obstacle.record?.id, hint: later.isEmpty ? nil : "say 'cascade' to undo those too, the newest first",
      more: [.init("later", .array(later.map { .integer($0) }))])
  }
}
