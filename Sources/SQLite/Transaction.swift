package import Engine

extension Connection {
  package enum TransactionKind: Sendable {
    /// Reads one snapshot; takes no lock until the first statement.
    case deferred
    /// Takes the write lock at once, so that it cannot fail for it later.
    case immediate
  }

  package func begin(_ kind: TransactionKind) throws(EngineError) {
    try run(kind == .immediate ? "BEGIN IMMEDIATE" : "BEGIN")
  }

  package func commit() throws(EngineError) { try run("COMMIT") }

  /// Ends the transaction without its changes; nothing to do when SQLite already ended it.
  package func rollback() {
    guard isInTransaction else { return }
    // Rolling back can only fail where there is nothing left to roll back.
    try? uninterrupted { () throws(EngineError) in try run("ROLLBACK") }
  }

  /// Takes back what was done since the savepoint, and ends it; nothing to do when SQLite already ended the transaction.
  package func rollback(toSavepoint name: StaticString) {
    guard isInTransaction else { return }
    try? uninterrupted { () throws(EngineError) in
      try run("ROLLBACK TO \(name)")
      try run("RELEASE \(name)")
    }
  }

  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  package func transaction<Result, Failure: Error>(
    _ kind: TransactionKind, converting: (EngineError) -> Failure, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    do { try begin(kind) } catch { throw converting(error) }
    do throws(Failure) {
      let result = try body()
      do { try commit() } catch { throw converting(error) }
      return result
    } catch {
      rollback()
      throw error
    }
  }
}
