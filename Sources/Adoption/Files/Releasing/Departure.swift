/// What is removed from a database so that it is as if the daemon had never been there.
package struct Departure: Sendable {
  /// The absolute path, with every link followed.
  package let path: String
  /// The names of our tables in the file.
  package let tables: [String]
  /// The names of our indexes.
  package let indexes: [String]
  /// How many changes the audit log has.
  package let changeCount: Int64
  /// Whether the file gets a rollback journal again, since the daemon gave it its write-ahead log.
  package let restoresJournal: Bool
  /// The paths of the copies beside the file, which stay; the newest last.
  package let backups: [String]
}
