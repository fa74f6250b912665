package import Engine
package import SQLite

/// What a connection is for.
package enum ConnectionRole: Sendable { case reader, writer }

extension Connection {
  /// Settings of every connection to a vantage6 database; none of them stays in the file.
  ///
  /// Foreign keys stay unenforced, as in the real server: its files have rows that break them, and SQLite would then
  /// refuse changes to healthy rows beside those. The Store checks every reference that it writes.
  package func configure(_ role: ConnectionRole, journal: JournalMode) throws(EngineError) {
    // EXTRA also syncs the folder after the journal is deleted; without that a power cut can bring a committed
    // transaction's journal back, and so undo it (sqlite.org/pragma.html#pragma_synchronous).
    try run("PRAGMA synchronous = \(journal == .wal ? "FULL" : "EXTRA")")
    try run("PRAGMA temp_store = MEMORY")
    try run("PRAGMA cache_size = -\(role == .writer ? 8_192 : 4_096)")
    try run("PRAGMA wal_autocheckpoint = 1000")
    // A log that once grew beside a long read gives its room back.
    try run("PRAGMA journal_size_limit = \(64 << 20)")
    if role == .reader { try run("PRAGMA query_only = 1") }
  }
}
