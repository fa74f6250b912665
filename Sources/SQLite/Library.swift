import CSQLite

/// The SQLite library that this process runs with, which may differ from the one that it was built with.
package struct Library: Sendable, Hashable {
  /// The version as SQLite counts it: 3,040,001 for 3.40.1.
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// Lets SQLite allocate memory without counting it, which takes a lock each time and nobody asks for
  /// (sqlite.org/c3ref/c_config_covering_index_scan.html). It has to come before the first connection of the process;
  /// after that, SQLite refuses it, which does no harm.
  /// - Returns: whether SQLite took it.
  static let countsNoMemory = sqlite3_config_memory_statistics(0) == SQLITE_OK

  package static var current: Library { Library(number: sqlite3_libversion_number()) }

  /// `3.40.1`
  package var version: String { "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)" }

  /// Whether two processes that write and checkpoint one write-ahead log at the same moment keep every transaction: the
  /// WAL-reset bug came with 3.7.0, and its fix with 3.51.3, 3.50.7 and 3.44.6 (sqlite.org/wal.html, "The WAL-Reset
  /// Bug").
  package var hasSafeLog: Bool {
    switch number {
    case ..<3_007_000: true
    case 3_044_006..<3_045_000, 3_050_007..<3_051_000, 3_051_003...: true
    default: false
    }
  }
}
