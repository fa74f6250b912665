import Engine

/// One state of a whole database, for one thread. It stays the same while others change the database.
package final class Snapshot {
  let session: any Session
  private let companion: AnyObject?

  /// Takes the state of now.
  /// - Parameter companion: lives as long as the session.
  init(_ session: any Session, keeping companion: AnyObject? = nil) throws(EngineError) {
    (self.session, self.companion) = (session, companion)
    _ = try session.beginReading()
  }

  deinit { session.endReading() }
}
