package import Catalogue
import Engine

extension Database {
  /// Runs `body` on one snapshot of the database, and ends the snapshot at once: an open snapshot keeps the write-ahead
  /// log growing.
  package func read<Result>(_ body: (borrowing ReadTransaction) throws(Failure) -> Result) throws(Failure) -> Result {
    try beginReading()
    defer { session.endReading() }
    return try body(ReadTransaction(self))
  }
}
