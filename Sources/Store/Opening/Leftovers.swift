package import Catalogue
package import SQLite

/// What an older generation of the server left in a file that a newer one upgraded in place. The newer one never reads
/// it again.
package enum Leftovers {
  /// One sentence for each kind that is there.
  package static func warnings(_ connection: borrowing Connection, _ layout: Layout) throws(SQLiteError) -> [String] {
    var warnings: [String] = []
    if layout.has("result") && layout.has("run"), try exists("SELECT 1 FROM result", connection) {
      warnings.append(
        "results of an older version of the server are left in the table 'result', which this one does not read:"
          + " 'migrate' moves them")
    }
    let columns = ["run_id": "job_id", "initiator_id": "init_org_id"]
    for (old, new) in columns.sorted(by: { $0.key > $1.key }) where layout.has("task", old) && layout.has("task", new) {
      guard try exists("SELECT 1 FROM task WHERE \(new) IS NULL AND \(old) IS NOT NULL", connection) else { continue }
      warnings.append(
        "tasks of an older version of the server have a '\(old)' and no '\(new)': 'migrate' copies it")
    }
    return warnings
  }

  private static func exists(_ query: String, _ connection: borrowing Connection) throws(SQLiteError) -> Bool {
    try connection.value("SELECT EXISTS (\(query))") == .integer(1)
  }
}
