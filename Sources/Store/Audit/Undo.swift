package import Catalogue
import Engine
import Vocabulary

extension WriteTransaction {
  /// Undoes a change with all of its transaction: every row and pair is as it was, with its old id. It compares with the
  /// rows as they are now, whoever changed them. A secret that the change replaced stays, unless that is asked for.
  /// - Returns: the numbers of the changes that were undone, in the order in which that happened, empty where nothing
  ///   but secrets was changed; and the secrets that were left, of each of which a warning tells.
  /// - Throws: `not_found`; `conflict` where a row is no longer as the change left it, with the later changes in the way.
  package mutating func undo(_ request: UndoRequest) throws(Failure) -> (
    numbers: [Int64], withheld: [WithheldSecret]
  ) {
    let seq = if let given = request.seq { given } else { try newestUndoable() }
    guard let record = try reading.auditRecord(seq) else {
      throw Failure(.notFound, "no change \(seq) in the audit log", id: seq)
    }
    guard record.entity != "audit" else {
      throw Failure(
        .invalid, "change \(seq) made the audit log forget others: it cannot be undone", id: seq, field: "seq")
    }
    var cascade = Cascade(root: record.transaction, request)
    try cascade.run(&self)
    let withheld = cascade.withheld(undo: context.transaction)
    for secret in withheld { warn(secret.sentence) }
    try adviseOnFreedNumbers()
    try guardAll()
    try adviseOnAll()
    return (cascade.undone, withheld)
  }

  /// The caller's newest change that is neither an undo nor undone. It goes through the log from its end, a transaction
  /// at a time.
  private func newestUndoable() throws(Failure) -> Int64 {
    let sql =
      "SELECT seq, uid, entity, call, \"transaction\", undoes FROM \(OwnTables.audit) "
      + "WHERE seq < \(database.parameter(1)) ORDER BY seq DESC LIMIT 1"
    var end = SQLValue.integer(.max)
    while let row = try database.rows(sql, [end]).first, let seq = row[0].integer, let call = row[3].integer {
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

  /// The number of the undo that undid the call; nil where none did, or that undo was undone itself.
  ///
  /// A call can be undone again only after its undo was undone, so the last one tells. An undo of an undo is one more
  /// step of the chain.
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
