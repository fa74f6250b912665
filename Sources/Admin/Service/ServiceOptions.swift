package import Catalogue
import Glibc
package import Store

/// What a service is started with.
package struct ServiceOptions: Sendable {
  package var database: DatabaseOptions
  package var limits: Limits
  /// What time it is; tests bring their own.
  package var clock: @Sendable () -> Moment
  /// How a secret is hashed; tests bring a quick one.
  package var hash: @Sendable (String) -> String?

  package init(
    database: DatabaseOptions, limits: Limits = Limits(), clock: @escaping @Sendable () -> Moment = { .now },
    hash: @escaping @Sendable (String) -> String? = { Bcrypt.hash($0) }
  ) {
    (self.database, self.limits, self.clock, self.hash) = (database, limits, clock, hash)
  }
}

extension Moment {
  package static var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }
}
