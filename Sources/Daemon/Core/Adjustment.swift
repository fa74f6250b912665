package import Catalogue

/// The settings that a running daemon can change.
package struct Adjustment: Sendable {
  package var logLevel: Log.Level
  package var idleExitSeconds: Int
  package var stopSeconds: Int
  /// How much of the audit log to keep.
  package var retention: AuditRetention
  /// The names of changed settings that take effect at the next start.
  package var waiting: [String] = []
}

/// Reads the settings that can change while the daemon runs.
package typealias ReadSettings = @Sendable () throws(UsageError) -> Adjustment
