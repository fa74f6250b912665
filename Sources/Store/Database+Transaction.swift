package import Catalogue
import Engine
import Vocabulary

/// What is known of the transaction that the writer has open.
struct OpenTransaction {
  /// Whether anything of it is to stay.
  var isKept = false
  /// How many bodies are running in it, one inside of the other, each of which can be taken back.
  var savepoints = 0
  /// Whether it was ended since nothing of it was to stay, and is begun again by what comes next.
  var isPostponed = false
}

extension Database {
  /// Takes the write lock.
  /// - Returns: whether another connection has changed the database since the last time.
  @discardableResult
  package func begin() throws(Failure) -> Bool {
    do { try session.begin() } catch { throw Failure(error) }
    open = OpenTransaction()
    do throws(Failure) { return try lookForOthers() } catch {
      rollback()
      throw error
    }
  }

  /// Only others change the schema, or take numbers behind our back.
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

  /// Where nothing is to stay, the file is left as it was, byte by byte, without waiting for the disk.
  /// - Returns: whether there was something to stay.
  @discardableResult
  package func commit() throws(Failure) -> Bool {
    guard open.isKept else {
      rollback()
      return false
    }
    do { try session.commit() } catch { throw Failure(error) }
    return true
  }

  package func rollback() {
    session.rollback()
    open.isPostponed = false
    highest.removeAll()
  }

  /// Some errors end the whole transaction, with all that was done in it.
  package var isInTransaction: Bool {
    if open.isPostponed { return true }
    if case .open = session.transaction { return true }
    return false
  }

  /// Runs `body` inside of the open transaction so that it can be undone alone: where it
  /// throws, and where it answers that nothing is to stay.
  /// - Parameter isSpared: for a body that fails before it writes, if at all. Then there is no savepoint, which costs a
  ///   copy of each page; should it fail after it wrote, all of the transaction is taken back, and none is open.
  package func savepoint(isSpared: Bool = false, _ body: () throws(Failure) -> Bool) throws(Failure) {
    try resume()
    guard open.isKept || open.savepoints > 0 else { return try first(body) }
    guard !isSpared else { return try spared(body) }
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
    do { try session.releaseSavepoint() } catch { throw Failure(error) }
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

  /// What is first in a transaction has it for itself: ending the transaction takes back as much, and costs nothing
  /// where all goes well.
  private func first(_ body: () throws(Failure) -> Bool) throws(Failure) {
    open.savepoints += 1
    defer { open.savepoints -= 1 }
    do throws(Failure) {
      if try body() { open.isKept = true } else { postpone() }
    } catch {
      postpone()
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
    try begin()
    guard modelVersion == version else {
      // What is to be run was made for the layout before.
      rollback()
      throw Failure(.busy, "the layout of the database was changed meanwhile", hint: "try again", remedy: .retry)
    }
  }

  private func takeBack() {
    session.rollBackToSavepoint()
    highest.removeAll()
  }
}
