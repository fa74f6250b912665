package import Engine
package import SQLite

extension Connection {
  /// Applies the settings of every connection to a vantage6 database. None of them is stored in the file.
  ///
  /// Foreign keys are not enforced, as in the real server. Its files have rows that violate them, and SQLite would then
  /// also refuse changes to other rows. The Store checks every reference that it writes.
  package func configure(_ role: SessionRole, journal: JournalMode) throws(EngineError) {
    // EXTRA also syncs the folder after the journal is deleted. Without that, a power cut can bring back the journal of
    // a committed transaction, which undoes the transaction (sqlite.org/pragma.html#pragma_synchronous).
    try run("PRAGMA synchronous = \(journal == .wal ? "FULL" : "EXTRA")")
    // A statement that changes a whole table keeps the pages as they were, to undo it alone: a migration needs as much as
    // the table has. Up to 64 KiB stay in memory all the same.
    let temporary = role == .writer ? "FILE" : "MEMORY"
    try run("PRAGMA temp_store = \(temporary)")
    try run("PRAGMA cache_size = -\(role == .writer ? 8_192 : 4_096)")
    try run("PRAGMA wal_autocheckpoint = 1000")
    // Truncates a write-ahead log that grew during a long read.
    try run("PRAGMA journal_size_limit = \(64 << 20)")
    if role == .reader { try run("PRAGMA query_only = 1") }
  }
}
