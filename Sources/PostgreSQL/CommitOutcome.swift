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
      if let checkpoint, let session = try? another(connectSeconds: 3),
        let outcome = try? session.outcome(of: transaction, after: checkpoint)
      {
        return outcome
      }
      poll(nil, 0, Self.betweenAttempts)
    } while monotonicNanoseconds() < end
    return .unknown
  }

  /// - Parameter before: the last checkpoint when the session of the transaction began.
  /// - Returns: nil while the server still works on it.
  private func outcome(
    of transaction: OwnTransaction, after before: Checkpoint
  ) throws(EngineError) -> CommitOutcome? {
    guard let checkpoint else { return .unknown }
    let timeline = try value("SELECT left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)")?.text
    if checkpoint.endsRecovery(since: before), checkpoint.nextNumber <= transaction.number { return .lost }
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
    case "committed":
      let isSame = checkpoint.keepsNumbers(of: transaction, since: before) && timeline == before.timeline
      return isSame ? .committed : .unknown
    case "in progress": return nil
    default: return .unknown
    }
  }
}
