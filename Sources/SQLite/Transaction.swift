package import Engine

extension Connection {
  package enum TransactionKind: Sendable {
    /// Reads one snapshot; takes no lock until the first statement.
    case deferred
    /// Takes the write lock at once, so that the transaction cannot fail for want of it later.
    case immediate
  }

  package func begin(_ kind: TransactionKind) throws(EngineError) {
    try run(kind == .immediate ? "BEGIN IMMEDIATE TRANSACTION" : "BEGIN DEFERRED TRANSACTION")
  }

  package func commit() throws(EngineError) { try run("COMMIT TRANSACTION") }

  /// Rolls the transaction back. Does nothing if SQLite has ended it already.
  package func rollback() {
    guard isInTransaction else { return }
    // Rolling back fails only if there is nothing left to roll back.
    try? uninterrupted { () throws(EngineError) in try run("ROLLBACK") }
  }

  /// Undoes the changes since the savepoint, and ends it. Does nothing if SQLite has ended the transaction already.
  package func rollback(toSavepoint name: StaticString) {
    guard isInTransaction else { return }
    try? uninterrupted { () throws(EngineError) in
      try run("ROLLBACK TO \(name)")
      try run("RELEASE \(name)")
    }
  }

  /// Runs `body` in a transaction, which is committed if `body` returns, and rolled back if it throws.
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
