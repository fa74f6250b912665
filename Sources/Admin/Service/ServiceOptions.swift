package import Adoption
package import Catalogue
import Store
package import Vocabulary

/// What a service is started with.
package struct ServiceOptions: Sendable {
  package var database: DatabaseOptions
  /// What the database is of. Tests bring one with more entities.
  package var product = Product.vantage6
  package var limits: Limits
  /// Where it answers: told to whoever wants to serve the same database.
  package var socket: String?
  /// How much of the audit log is kept, at first.
  package var retention: AuditRetention
  /// How long a read may take without a write-ahead log, where it keeps others from committing: the real server gives
  /// up after five seconds. Nil for as long as it likes.
  package var readNanosecondsMax: Int64? = 2_000_000_000
  /// Told what happens to the database file while it is served, for the log.
  package var tell: @Sendable (FileEvent, String) -> Void = { _, _ in }
  /// How long a change may hold the lock, unless it says that it is long: the real server gives up after five seconds
  /// of waiting. Nil for as long as it likes.
  package var writeNanosecondsMax: Int64? = 2_000_000_000
  /// What time it is; tests bring their own.
  package var clock: @Sendable () -> Moment
  /// How a secret is hashed; tests bring a quick one.
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
  /// The options that a person gives.
  /// - Parameters:
  ///   - layout: the generation of a new file: 2, 3 or 4.
  ///   - switchesToWAL: whether an existing file gets a write-ahead log.
  ///   - socket: where it answers.
  ///   - retention: how much of the audit log is kept.
  ///   - onStep: called now and then while opening takes long, with what is being done.
  ///   - tell: called when something happens to the file.
  package init(
    path: String, layout: Int, switchesToWAL: Bool, isIndexed: Bool, limits: Limits, socket: String?,
    retention: AuditRetention, onStep: @escaping @Sendable (String) -> Void,
    tell: @escaping @Sendable (FileEvent, String) -> Void
  ) {
    var database = DatabaseOptions(
      path: path, generation: layout, journal: switchesToWAL ? .wal : .keep, isIndexed: isIndexed)
    database.onStep = onStep
    self.init(database: database, limits: limits, socket: socket, retention: retention)
    self.tell = tell
  }
}

/// What happened to the database file while it was served.
package enum FileEvent: Sendable {
  /// Another one is served from now on, or the same one again.
  case replaced
  /// None can be served.
  case lost
}
