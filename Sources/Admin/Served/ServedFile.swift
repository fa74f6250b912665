package import Adoption
package import Catalogue
import JSON
import Linux
package import Store
import Synchronization
import Vocabulary

/// A served database file: always the file at the path, also after a file was moved, restored or removed there.
///
/// A session looks at the path to know whether it is current (`FileSession.isCurrent`, one stat(2)). Opening may take
/// long, since the file may have to be copied and checked.
package final class ServedFile: Served {
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

  private var file: DatabaseFile { state.withLock { $0.file } }
  package var database: any AdoptedDatabase { file }
  package var problem: Failure? { state.withLock { $0.loss?.failure } }
  package var serial: Int { events.load(ordering: .acquiring) }

  package func isCurrent(_ session: any AdoptedSession) -> Bool {
    session.isCurrent(events.load(ordering: .relaxed))
  }

  package func opened() -> (any AdoptedDatabase)? { openedFile() }

  /// The file at the path if it is open already.
  private func openedFile() -> DatabaseFile? {
    state.withLock { state in
      guard state.loss == nil, !isOverwritten(state.file), state.file.isAtItsPath else { return nil }
      return state.file
    }
  }

  private func isOverwritten(_ file: DatabaseFile) -> Bool { overwritten.load(ordering: .acquiring) == file.serial }

  package func noteReplacement(seenBy session: any AdoptedSession) {
    if session.database.isReplaced { overwritten.store(session.serial, ordering: .releasing) }
  }

  package func renew() throws(Failure) -> any AdoptedDatabase { try renewedFile() }

  private func renewedFile() throws(Failure) -> DatabaseFile {
    try opening.withLock { (_) throws(Failure) in
      if let file = openedFile() { return file }
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
extension ServedFile {
  package func checkTakesChanges() throws(Failure) {
    guard isRestoring.load(ordering: .acquiring) else { return }
    throw Failure(
      .busy, "a backup is being restored: nothing can be changed until that is done", hint: "try again then",
      remedy: .retry)
  }

  package func restore(
    _ backup: SentBackup, after history: String, _ context: WriteContext, _ work: LongWork
  ) throws(Failure) -> (kept: String?, database: any AdoptedDatabase) {
    let copy = try RestorableCopy(
      of: backup.descriptor, named: backup.name, for: file, after: history, context, options.product
    ) { step in
      work.tell(step.map { LongWork.Progress("reading the backup", $0.done, of: $0.total, .bytes) } ?? .checking)
      return !work.isCancelled()
    }
    return try install(copy, work)
  }

  private func install(
    _ copy: RestorableCopy, _ work: LongWork
  ) throws(Failure) -> (kept: String?, database: any AdoptedDatabase) {
    guard !isRestoring.exchange(true, ordering: .acquiringAndReleasing) else { throw Replacement.beingRestored }
    defer { isRestoring.store(false, ordering: .releasing) }
    let old = try renewedFile()
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
        if error.kind == .internal { kept.keep() }
        throw error
      }
      return (kept.keep(), try open(FileState(of: options.database.path), isRestored: true))
    }
  }
}

// To be called only by the thread that holds `opening`.
extension ServedFile {
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
