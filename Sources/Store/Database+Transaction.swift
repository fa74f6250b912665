package import Catalogue
import Engine
import Vocabulary

/// The state of the writer's open transaction.
struct OpenTransaction {
  /// Whether the transaction has changes to commit.
  var isKept = false
  /// The number of nested bodies that are running, with or without a savepoint.
  var savepoints = 0
  /// Whether the transaction was rolled back because it had no changes to keep. The next body begins it again.
  var isPostponed = false
  /// Whether the database may refuse a statement later than in the body that it belongs to: nothing waits for an answer
  /// of the engine then, and what it refuses ends the whole transaction.
  var defersRefusals = false
  /// What is to be looked at again after the commit.
  var doubts: [Doubt] = []
}

extension Database {
  /// Begins a transaction and takes the write lock.
  /// - Parameter defersRefusals: whether refusals of the database may come as late as in `settle`, and end the whole
  ///   transaction. The caller then runs the bodies again, each in a transaction of its own.
  /// - Returns: whether another session has changed the database since the last transaction.
  @discardableResult
  package func begin(defersRefusals: Bool = false) throws(Failure) -> Bool {
    do { try session.begin() } catch { throw Failure(error) }
    open = OpenTransaction()
    open.defersRefusals = defersRefusals && session.costsRoundTrips
    do throws(Failure) { return try lookForOthers() } catch {
      rollback()
      throw error
    }
  }

  /// Reads the layout again and forgets the known numbers if another session has committed. Only other processes change
  /// the schema, or take numbers that this one does not see.
  private func lookForOthers() throws(Failure) -> Bool {
    let version = try dataVersion()
    guard version != knownVersion else { return false }
    try refreshModel()
    highest.removeAll()
    defer { knownVersion = version }
    guard knownVersion != nil else { return false }
    noteOthers()
    return true
  }

  /// Waits for what the database may still refuse.
  /// - Throws: if it refuses something: the transaction can only be rolled back.
  package func settle() throws(Failure) {
    guard open.defersRefusals, open.isKept else { return }
    do { try session.runWaiting() } catch { throw Failure(error, model) }
  }

  package var defersRefusals: Bool { open.defersRefusals }

  /// Commits the transaction. If it has no changes to keep, it is rolled back: the file stays the same byte by byte,
  /// and nothing waits for the disk.
  /// - Returns: whether any change was kept.
  @discardableResult
  package func commit() throws(Failure) -> Bool {
    guard open.isKept else {
      rollback()
      return false
    }
    do { try session.commit() } catch { throw Failure(error, model) }
    forgetOwnLayout(isUndone: false)
    return true
  }

  package func rollback() {
    session.rollback()
    forgetOwnLayout(isUndone: true)
    open.isPostponed = false
    highest.removeAll()
  }

  /// Whether the transaction is open or postponed. An error may have ended it and undone all of its changes.
  package var isInTransaction: Bool {
    if open.isPostponed { return true }
    if case .open = session.transaction { return true }
    return false
  }

  /// Runs `body` in the open transaction. If it throws or returns false, its changes are undone and those of earlier
  /// bodies stay.
  /// - Parameter isSpared: whether the body fails only before it writes. It then gets no savepoint, which would cost a
  ///   copy of each changed page. If such a body fails after it wrote, the whole transaction is rolled back, and none
  ///   is open.
  package func savepoint(isSpared: Bool = false, _ body: () throws(Failure) -> Bool) throws(Failure) {
    try resume()
    guard open.isKept || open.savepoints > 0 else {
      return try first(isSpared: isSpared, body)
    }
    guard !isSpared else { return try spared(body) }
    try settle()
    do { try session.savepoint() } catch { throw Failure(error) }
    open.savepoints += 1
    defer { open.savepoints -= 1 }
    let stays: Bool
    do throws(Failure) {
      stays = try body()
    } catch {
      takeBack()
      throw error
    }
    guard stays else { return takeBack() }
    do { try session.releaseSavepoint() } catch {
      takeBack()
      throw Failure(error, model)
    }
    if open.savepoints == 1 { open.isKept = true }
  }

  private func spared(_ body: () throws(Failure) -> Bool) throws(Failure) {
    let before = writeCount
    open.savepoints += 1
    defer { open.savepoints -= 1 }
    do throws(Failure) {
      if try body() { return }
      rollback()
    } catch {
      highest.removeAll()
      if writeCount != before { rollback() }
      throw error
    }
  }

  /// The first body of a transaction needs no savepoint: rolling back the transaction undoes exactly that body, and
  /// costs nothing if it succeeds.
  private func first(isSpared: Bool, _ body: () throws(Failure) -> Bool) throws(Failure) {
    let before = writeCount
    open.savepoints += 1
    defer { open.savepoints -= 1 }
    do throws(Failure) {
      if try body() { open.isKept = true } else { postpone() }
    } catch {
      // What the database refuses, a call that is checked by itself may refuse with better words.
      if isSpared && open.defersRefusals && writeCount != before { rollback() } else { postpone() }
      throw error
    }
  }

  private func postpone() {
    rollback()
    open.isPostponed = true
  }

  private func resume() throws(Failure) {
    guard open.isPostponed else { return }
    let version = modelVersion
    try begin(defersRefusals: open.defersRefusals)
    guard modelVersion == version else {
      // The call was looked up for the earlier layout.
      rollback()
      throw Failure(.busy, "the layout of the database was changed meanwhile", hint: "try again", remedy: .retry)
    }
  }

  private func takeBack() {
    session.rollBackToSavepoint()
    reviewOwnLayout()
    highest.removeAll()
  }
}
