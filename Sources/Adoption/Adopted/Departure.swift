/// What is removed from a database so that it is as if the daemon had never been there.
package struct Departure: Sendable {
  /// What people call the database: the absolute path of a file with every link followed, or a URI without a password.
  package let name: String
  /// The names of our tables in the database.
  package let tables: [String]
  /// The names of our indexes.
  package let indexes: [String]
  /// How many changes the audit log has.
  package let changeCount: Int64
  /// Whether a file gets a rollback journal again, since the daemon gave it its write-ahead log.
  package var restoresJournal = false
  /// The paths of the copies beside a file, which stay; the newest last.
  package var backups: [String] = []
  /// The name of our schema on a server, if it is removed, too.
  package var schema: String?
  /// Why our schema on a server stays, one sentence.
  package var schemaStays: String?

  /// Whether the database holds nothing of ours.
  package var isEmpty: Bool { tables.isEmpty && indexes.isEmpty && schema == nil }
}
