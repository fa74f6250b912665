/// The URI of a database on a PostgreSQL server (postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).
package struct ConnectionURI: Sendable, Equatable {
  /// As libpq takes it: the real server's `postgresql+psycopg2://` names a driver, too, which libpq does not know.
  package let text: String

  package var name: String { text }

  /// Nil for a text that is no URI of PostgreSQL, such as a path.
  package init?(_ text: String) {
    for scheme in Self.schemes where text.hasPrefix(scheme + "://") {
      self.text = "postgresql" + text.dropFirst(scheme.count)
      return
    }
    return nil
  }

  /// `postgres` is the older name, which vantage6 takes up to version 2.
  private static let schemes = ["postgresql", "postgres", "postgresql+psycopg2"]
}
