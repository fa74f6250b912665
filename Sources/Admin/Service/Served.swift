package import Adoption
package import Catalogue
import Glibc
import JSON
import Linux
import Store
import Synchronization
import Vocabulary

/// The database that is served: always the file at the path, also after a file was moved, restored or removed there.
///
/// A thread with a session looks at the path before it uses the session (`FileSession.isCurrent`, one stat(2)), and
/// calls `renew` if another file is there. Opening may take long, since the file may have to be copied and checked, so
/// it is never done on the loop.
package final class Served: Sendable {
  /// Counts the replacements, losses and returns of the file.
  private let events = Atomic<Int>(0)
  /// The serial of the file that was found to be written over in place: neither its sessions nor new ones can be
  /// trusted.
  private let overwritten = Atomic<Int>(-1)
  private let state: Mutex<State>
  /// Held by the thread that opens a file; other threads that need the file wait.
  private let opening = Mutex(())
  /// Whether a backup is taking the place of the contents: changes would be lost.
  private let isRestoring = Atomic(false)
  private let options: ServiceOptions

  private struct State: ~Copyable {
    var file: DatabaseFile
    var lock: DatabaseLock
    var loss: Loss?
    /// The holds on all files that were served: an idle thread may still have a session on an earlier one.
    var holds: [FileIdentity: WeakHold] = [:]
  }

  private struct WeakHold { weak var hold: FileHold? }

  /// Why no file can be served.
  private struct Loss {
    let failure: Failure
    /// The state of the path at that time.
    let seen: FileState?
    let at: Int64
    /// Whether only another file can be served: this one is not tried again.
    let isFinal: Bool
  }

  /// A file that could not be opened is tried again after so long, or once it changed.
  private static let patienceNanoseconds: Int64 = 1_000_000_000

  init(_ options: ServiceOptions) throws(Failure) {
    self.options = options
    let lock = try DatabaseLock(database: options.database.path, socket: options.socket)
    // A file that other programs made may have another name, under which another daemon serves it.
    let hold = FileIdentity(of: options.database.path) == nil ? nil : try FileHold(of: options.database.path)
    var file = try DatabaseFile.open(options.database, options.product)
    file.hold = if let hold { hold } else { try FileHold(of: file.path) }
    state = Mutex(State(file: file, lock: lock))
  }

  package var file: DatabaseFile { state.withLock { $0.file } }
  /// Why nothing is served now, for callers: without the file's name. Nil while a file is served.
  package var problem: Failure? { state.withLock { $0.loss?.failure } }
  /// Changes whenever the file became another one, was lost or came back.
  package var serial: Int { events.load(ordering: .acquiring) }

  /// Whether the session is on the file at the path.
  func isCurrent(_ session: FileSession) -> Bool {
    session.isCurrent(events.load(ordering: .relaxed))
  }

  /// The file at the path if it is open already; nil if `renew` has to open it.
  func opened() -> DatabaseFile? {
    state.withLock { state in
      guard state.loss == nil, !isOverwritten(state.file), state.file.isAtItsPath else { return nil }
      return state.file
    }
  }

  private func isOverwritten(_ file: DatabaseFile) -> Bool { overwritten.load(ordering: .acquiring) == file.serial }

  /// Remembers that the file was written over in place, if this session has seen it.
  func noteReplacement(seenBy session: FileSession) {
    if session.database.isReplaced { overwritten.store(session.file.serial, ordering: .releasing) }
  }

  /// The file at the path, opened if it is another one than before.
  /// - Throws: if it cannot be served, with what to do.
  func renew() throws(Failure) -> DatabaseFile {
    try opening.withLock { (_) throws(Failure) in
      if let file = opened() { return file }
      let seen = FileState(of: options.database.path)
      if let loss = loss(of: seen) { throw loss.failure }
      do throws(Failure) { return try open(seen) } catch {
        lose(error, seen)
        throw problem ?? error
      }
    }
  }

  /// The failure of the last attempt, if another attempt would fail in the same way.
  private func loss(of seen: FileState?) -> Loss? {
    state.withLock { state in
      guard let loss = state.loss, loss.failure != Replacement.leftLog else { return nil }
      if loss.isFinal, loss.seen?.identity == seen?.identity { return loss }
      return loss.seen == seen && monotonicNanoseconds() - loss.at < Self.patienceNanoseconds ? loss : nil
    }
  }
}

// Restoring a backup.
extension Served {
  /// - Throws: while a backup is being restored, for a change.
  func checkTakesChanges() throws(Failure) {
    guard isRestoring.load(ordering: .acquiring) else { return }
    throw Failure(
      .busy, "a backup is being restored: nothing can be changed until that is done", hint: "try again then",
      remedy: .retry)
  }

  /// Puts a backup in the place of the contents, and opens the file anew. Meanwhile nothing can be changed.
  /// - Parameters:
  ///   - copy: the backup.
  ///   - work: hears how far it is, and may end it while the file still has its old contents.
  /// - Returns: the path of a copy of the old contents, and the file as it is now.
  func restore(_ copy: RestorableCopy, _ work: LongWork) throws(Failure) -> (kept: String, file: DatabaseFile) {
    guard !isRestoring.exchange(true, ordering: .acquiringAndReleasing) else { throw Replacement.beingRestored }
    defer { isRestoring.store(false, ordering: .releasing) }
    let old = try renew()
    try old.waitForWriter()
    let kept = try old.keep(options.product, suffix: ".before-restore") { work.tell(.keeping) }
    // Other threads open the file only when it is whole.
    return try opening.withLock { (_) throws(Failure) in
      do throws(Failure) {
        try copy.install { step in
          work.tell(LongWork.Progress("restoring the backup", step.done, of: step.total, .bytes))
          return !work.isCancelled()
        }
      } catch {
        // The contents are those of before. Only after an error of the disk nobody knows.
        if error.kind != .internal { unlink(kept) }
        throw error
      }
      return (kept, try open(FileState(of: options.database.path), isRestored: true))
    }
  }
}

// To be called only by the thread that holds `opening`.
extension Served {
  /// - Parameter isRestored: whether this process has just put other contents into the file.
  private func open(_ seen: FileState?, isRestored: Bool = false) throws(Failure) -> DatabaseFile {
    let old = file
    let isOverwritten = !isRestored && isOverwritten(old)
    guard let seen else { throw Replacement.gone }
    let isSame = seen.identity == old.identity
    if old.journal == .wal, isOverwritten { throw Replacement.mixed }
    if old.journal == .wal, !isSame, old.ownsSideFiles { throw Replacement.leftLog }
    var database = options.database
    database.mustExist = true
    database.isReplaced = !isSame || isOverwritten
    // The file keeps its own journal mode.
    database.journal = .keep
    let hold = try hold(of: seen.identity)
    let isElsewhere = try DatabaseFile.resolvedPath(database.path) != old.path
    let lock = isElsewhere ? try DatabaseLock(database: database.path, socket: options.socket) : nil
    var file = try DatabaseFile.open(database, options.product)
    guard file.identity == seen.identity else {
      throw Failure(
        .busy, "the database file was replaced again while it was being opened", hint: "try again", remedy: .retry)
    }
    (file.hold, file.serial) = (hold, serial + 1)
    adopt(file, lock)
    options.tell(
      .replaced,
      isRestored
        ? Replacement.restored(file) : Replacement.words(file, isSame: isSame, isOverwritten: isOverwritten))
    return file
  }

  /// The hold on the file at the path: this process may already have one, on the same file.
  private func hold(of identity: FileIdentity) throws(Failure) -> FileHold {
    let known = state.withLock { state in
      state.file.identity == identity ? state.file.hold : state.holds[identity]?.hold
    }
    return if let known { known } else { try FileHold(of: options.database.path) }
  }

  private func adopt(_ file: DatabaseFile, _ lock: consuming DatabaseLock?) {
    var lock = lock
    state.withLock { state in
      if let hold = state.file.hold { state.holds[state.file.identity] = WeakHold(hold: hold) }
      state.holds = state.holds.filter { $0.value.hold != nil }
      (state.file, state.loss) = (file, nil)
      if let lock = lock.take() { state.lock = lock }
    }
    events.store(file.serial, ordering: .releasing)
  }

  private func lose(_ failure: Failure, _ seen: FileState?) {
    let told = Replacement.told(failure, path: options.database.path)
    let loss = Loss(failure: told, seen: seen, at: monotonicNanoseconds(), isFinal: failure == Replacement.mixed)
    let isNews = state.withLock { state in
      let before = state.loss?.failure
      state.loss = loss
      return before?.message != told.message
    }
    guard isNews else { return }
    // Each thread with a session on the earlier file looks at the path again.
    events.add(1, ordering: .releasing)
    options.tell(.lost, failure.message + (failure.hint.map { ": " + $0 } ?? ""))
  }
}
