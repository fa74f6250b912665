package import Catalogue
import Glibc
import Store

extension Writer {
  /// Deletes some of the oldest audit records beyond the limits, in its own transaction. To be called outside of one.
  /// - Returns: how many it deleted, and whether none are left to delete.
  package mutating func pruneAudit() throws(Failure) -> (count: Int64, isDone: Bool) {
    let retention = service.retention
    let now = service.options.clock()
    let nanoseconds = service.options.pruneNanoseconds
    if !isPruning {
      guard try database.isAuditOverdue(retention, now: now) else { return (0, true) }
      isPruning = true
    }
    var outcome: (count: Int64, isDone: Bool) = (0, true)
    try begin()
    do throws(Failure) {
      let context = WriteContext(author: Self.own, method: Operation.auditPrune.method.name, now: now)
      try database.savepoint { () throws(Failure) in
        var transaction = WriteTransaction(database, context)
        try transaction.run { (transaction) throws(Failure) in
          outcome = try transaction.prune(retention, nanoseconds: nanoseconds)
        }
        return outcome.count > 0
      }
      try commit()
    } catch {
      rollback()
      throw error
    }
    isPruning = !outcome.isDone
    return outcome
  }

  /// The daemon itself as the author.
  private static var own: WriteContext.Author {
    WriteContext.Author(uid: geteuid(), pid: getpid(), program: "\(Version.name) \(Version.number)")
  }
}
