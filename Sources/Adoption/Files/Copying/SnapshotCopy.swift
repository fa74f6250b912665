import Engine
import SQLite

/// Copies a database file that has a write-ahead log, where a reader keeps no other process waiting: the copy is of the
/// moment when it was begun.
enum SnapshotCopy {
  private static let stepPages: Int32 = 256

  /// - Parameters:
  ///   - target: the descriptor of an empty file that can be read and written. It is not closed, and not synced.
  ///   - onStep: called between steps. An error that it throws ends the copying.
  static func make(
    of source: borrowing Connection, to target: Int32, onStep: (CopyStep) throws(EngineError) -> Void
  ) throws(EngineError) {
    let copy = try Connection(descriptor: target, access: .readWrite)
    try source.transaction(.deferred, converting: { $0 }) { () throws(EngineError) in
      // Takes the snapshot.
      let pageBytes = try source.value("PRAGMA page_size")?.integer ?? 0
      _ = try source.value("SELECT 1 FROM sqlite_schema")
      let backup = try Backup(of: source, into: copy)
      repeat {
        let total = Int64(backup.pages)
        try onStep(CopyStep(.copying, (total - Int64(backup.remaining)) * pageBytes, of: total * pageBytes))
      } while try !backup.step(pages: stepPages)
    }
  }
}
