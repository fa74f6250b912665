import Store
import Vocabulary

// What older servers stored of results in other ways.
extension MigrationStep {
  /// Servers before 3.6 stored no status: it follows from the moments, as `task.status` shows it. A 4.x server takes a
  /// result without a status for a failed one.
  static let statuses = filled(
    "statuses", "status", of: "result", declaration: "status TEXT",
    [("finished_at", "completed"), ("started_at", "active")], else: "pending"
  ) { count in "\(Wording.counted(count, "result")) without a status got the one that their moments tell" }

  /// Servers of 3.0 stored a result's only port in the result.
  static let ports = spread("ports", "port", of: "result", to: "algorithm_port", "port", by: "result") { count in
    "\(Wording.counted(count, "port")) of results carried over to a table of their own"
  }
}
