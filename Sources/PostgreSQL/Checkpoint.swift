import Engine

/// The last checkpoint of a server (postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-CONTROL-CHECKPOINT).
///
/// It tells of a crash. After one, the server gives the numbers of those transactions again of which nothing had reached
/// the log on the disk, and `pg_xact_status` may tell of another transaction. But the recovery ends with a checkpoint
/// during which no transaction runs, as a shutdown does.
struct Checkpoint {
  /// Where its record is in the write-ahead log.
  private let position: String
  /// Whether no transaction ran meanwhile.
  private let isQuiet: Bool
  /// The number of the next transaction.
  let nextNumber: UInt64
  /// When it began, by the server's clock.
  private let second: Int64
  /// Which of the cluster's histories the log belongs to (postgresql.org/docs/current/continuous-archiving.html).
  let timeline: String

  /// The columns for `init`, of the function `pg_control_checkpoint`.
  static let columns =
    "CAST(checkpoint_lsn AS text), checkpoint_lsn = redo_lsn, next_xid, "
    + "CAST(extract(epoch FROM checkpoint_time) AS bigint), lpad(upper(to_hex(timeline_id)), 8, '0')"

  init(_ row: ArraySlice<SQLValue>) throws(EngineError) {
    let row = Array(row)
    guard row.count == 5, let position = row[0].text, let second = row[3].integer, let timeline = row[4].text,
      // The epoch, and the number within it.
      let next = row[2].text?.split(separator: ":").compactMap({ UInt64($0) }), next.count == 2
    else { throw EngineError(.other, "the server tells nothing of its last checkpoint") }
    (self.position, self.second, self.timeline) = (position, second, timeline)
    (isQuiet, nextNumber) = (row[1] == .integer(1), next[0] << 32 | next[1])
  }

  /// Whether the server began again since another one.
  func endsRecovery(since other: Checkpoint) -> Bool { isQuiet && position != other.position }

  /// Whether no number of a transaction, of a session that began after another checkpoint, was given again, except those
  /// from `nextNumber` on where it ends a recovery. One that is not quiet can hide a recovery before it, unless it began
  /// before the transaction.
  func keepsNumbers(of transaction: OwnTransaction, since other: Checkpoint) -> Bool {
    isQuiet || position == other.position || second < transaction.second
  }
}
