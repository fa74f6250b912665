package import Adoption
package import Catalogue
import Store
package import Vocabulary

/// The options of a service.
package struct ServiceOptions: Sendable {
  package var database: DatabaseOptions
  /// The product that the database belongs to. Tests use one with more entities.
  package var product = Product.vantage6
  package var limits: Limits
  /// The daemon's socket. A second daemon for the same database names it in its error.
  package var socket: String?
  /// How much of the audit log to keep at first.
  package var retention: AuditRetention
  /// How long a read may take where it keeps other processes from committing: the real server gives up after five
  /// seconds. Nil without a limit.
  package var readNanosecondsMax: Int64? = 2_000_000_000
  /// Called when the database is replaced or lost while it is served, for the log.
  package var tell: @Sendable (DatabaseEvent, String) -> Void = { _, _ in }
  /// How long a change without `long` may hold the lock: the real server gives up after it has waited for five seconds.
  /// Nil without a limit.
  package var writeNanosecondsMax: Int64? = 2_000_000_000
  /// About how long a step of pruning the audit log takes. Other changes wait meanwhile.
  package var pruneNanoseconds: Int64 = 20_000_000
  /// The clock; tests pass their own.
  package var clock: @Sendable () -> Moment
  /// Hashes a secret; tests pass a quick function.
  package var hash: @Sendable (String) -> String?

  package init(
    database: DatabaseOptions, limits: Limits = Limits(), socket: String? = nil,
    retention: AuditRetention = AuditRetention(),
    clock: @escaping @Sendable () -> Moment = { .now },
    hash: @escaping @Sendable (String) -> String? = { Bcrypt.hash($0) }
  ) {
    (self.database, self.limits, self.socket, self.retention) = (database, limits, socket, retention)
    (self.clock, self.hash) = (clock, hash)
  }
}

extension ServiceOptions {
  /// The options that an administrator gives.
  /// - Parameters:
  ///   - passwordFile: the path of the file that has the password for a server; nil for none.
  ///   - layout: the generation of a new database, one of `Vantage6.layouts`.
  ///   - switchesToWAL: whether an existing file gets a write-ahead log.
  ///   - socket: the path of its socket.
  ///   - retention: how much of the audit log to keep.
  ///   - onStep: called now and then during a long opening, with what is being done.
  ///   - tell: called when the database is replaced or lost.
  package init(
    path: String, passwordFile: String?, layout: Int, switchesToWAL: Bool, isIndexed: Bool, limits: Limits,
    socket: String?,
    retention: AuditRetention, onStep: @escaping @Sendable (String) -> Void,
    tell: @escaping @Sendable (DatabaseEvent, String) -> Void
  ) {
    var database = DatabaseOptions(
      path: path, generation: layout, journal: switchesToWAL ? .wal : .keep, isIndexed: isIndexed)
    (database.passwordFile, database.onStep) = (passwordFile, onStep)
    self.init(database: database, limits: limits, socket: socket, retention: retention)
    self.tell = tell
  }
}

/// An event of the database while it is served.
package enum DatabaseEvent: Sendable {
  /// From now on another database is served, or the same one again.
  case replaced
  /// No database can be served.
  case lost
}
