/// What it takes to leave a database as if the daemon had never been there.
package struct Departure: Sendable {
  /// Absolute, with every link followed.
  package let path: String
  /// The tables and indexes of ours that are in the file.
  package let objects: [String]
  /// The write-ahead log came with us, and goes with us.
  package let restoresJournal: Bool
  /// The copies beside the file, which stay; the newest last.
  package let backups: [String]
}
