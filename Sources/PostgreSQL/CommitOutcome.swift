import Engine
import Glibc
import Linux

/// What became of a transaction whose commit was not answered.
enum CommitOutcome {
  case committed
  /// Nothing of it is there.
  case lost
  case unknown
}

extension PostgreSQLSession {
  private static let betweenAttempts: Int32 = 100

  /// Connects again, as often as the time allows, and asks for the outcome.
  func outcome(of transaction: OwnTransaction, within nanoseconds: Int64) -> CommitOutcome {
    let end = monotonicNanoseconds() + nanoseconds
    repeat {
      if let session = try? another(connectSeconds: 3), let outcome = try? session.outcome(of: transaction) {
        return outcome
      }
      poll(nil, 0, Self.betweenAttempts)
    } while monotonicNanoseconds() < end
    return .unknown
  }

  /// - Returns: nil while the server still works on it.
  private func outcome(of transaction: OwnTransaction) throws(EngineError) -> CommitOutcome? {
    let record = try Recovery(self, since: transaction.position)
    if record.hasForgotten(transaction.number) { return .lost }
    let status: String?
    do throws(EngineError) {
      status = try value("SELECT pg_xact_status(CAST($1 AS xid8))", [.text("\(transaction.number)")])?.text
    } catch {
      // The number is of the future.
      if error.cause == .constraint { return .lost }
      throw error
    }
    switch status {
    case "aborted": return .lost
    case "committed": return record.keepsNumbers && record.timeline == transaction.timeline ? .committed : .unknown
    case "in progress": return nil
    default: return .unknown
    }
  }
}

/// What the last checkpoint says of a crash. A server that crashed gives those numbers again to other transactions of
/// which nothing had reached the log on the disk, so that `pg_xact_status` may tell of another transaction. But a server
/// ends its recovery, and its regular shutdown, with a checkpoint during which no transaction runs.
private struct Recovery {
  /// Whether the checkpoint is later than the position in the log.
  private let isLater: Bool
  /// Whether no transaction ran meanwhile.
  private let isQuiet: Bool
  /// The next number at the checkpoint.
  private let next: UInt64
  let timeline: String

  init(_ session: PostgreSQLSession, since position: String) throws(EngineError) {
    let rows = try session.rows(
      """
      SELECT checkpoint_lsn > CAST($1 AS pg_lsn), checkpoint_lsn = redo_lsn, next_xid,
      left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) FROM pg_control_checkpoint()
      """, [.text(position)])
    guard let row = rows.first, let next = row[2].text?.split(separator: ":").compactMap({ UInt64($0) }),
      next.count == 2, let timeline = row[3].text
    else { throw EngineError(.other, "the server tells nothing of its last checkpoint") }
    (isLater, isQuiet, self.timeline) = (row[0] == .integer(1), row[1] == .integer(1), timeline)
    self.next = next[0] << 32 | next[1]
  }

  /// Whether the server began again without this number.
  func hasForgotten(_ number: UInt64) -> Bool { isLater && isQuiet && next <= number }
  /// Whether no number from before the checkpoint can have been given again.
  var keepsNumbers: Bool { !isLater || isQuiet }
}
