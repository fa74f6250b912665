package import Catalogue
package import Vocabulary

/// A backup that was opened to look at it, without changing it.
package protocol ExaminedBackup {
  var facts: BackupFacts { get }
  /// Checks the whole of it.
  /// - Parameter goesOn: called now and then; false ends the check.
  /// - Throws: `invalid` if it is damaged, `cancelled` if the check was ended.
  func verify(_ goesOn: @escaping () -> Bool) throws(Failure)
}

/// What is known of a backup.
package struct BackupFacts: Sendable {
  package let bytes: Int64
  package let layout: Layout
  /// The name of its history; nil if it was made before vantage6-admin served the database.
  package let history: String?
  /// The names of the histories before.
  package let earlier: [String]
  /// The number of the last change in its audit log; 0 without one.
  package let lastChange: Int64
  /// When that change was made.
  package let lastChangeAt: Moment?
  /// The number of rows, by table.
  package let rows: [String: Int64]
}
