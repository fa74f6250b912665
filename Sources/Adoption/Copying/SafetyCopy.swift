import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Vocabulary

/// A copy that is made beside an existing file before it is changed as a whole: before our tables are added to it, or a
/// backup takes its place.
struct SafetyCopy {
  let path: FilePath
  let refusal: Refusal
  /// The copy's name is the database's with this at its end.
  var suffix = Self.adoptionSuffix
  /// How long making the copy may keep other writers waiting.
  let lockedMilliseconds: Int64
  /// Called between steps.
  let onStep: () -> Void

  static let adoptionSuffix = ".before-vantage6-admin"

  /// Copies the database that the connection is open on. A crash leaves no file under the final name.
  /// - Parameter check: checks the copy before it gets its final name. It may take long: no other process waits for the
  ///   copy.
  /// - Returns: the path of the copy.
  func make(
    _ connection: borrowing Connection, check: (borrowing Connection) throws(Failure) -> Void
  ) throws(Failure) -> String {
    let temporary = path.resolved + suffix + ".\(getpid())-\(UInt32.random(in: .min ... .max)).part"
    defer { unlink(temporary) }
    try makeEmpty(temporary)
    do throws(EngineError) { try copy(connection, to: temporary) } catch {
      throw Failure(
        error.cause == .busy ? .busy : .internal,
        "no backup of '\(path.given)' could be made beside it, so nothing was changed: \(Self.reason(error))",
        detail: error.description)
    }
    try lookAt(temporary, check)
    return try publish(temporary)
  }

  private static func reason(_ error: EngineError) -> String {
    guard error.cause == .busy else { return error.message }
    return "other processes write to it, and would have to wait too long: stop them until the daemon has opened it once"
  }

  private func copy(_ source: borrowing Connection, to temporary: String) throws(EngineError) {
    let target = Descriptor(owning: open(temporary, O_RDWR | O_CLOEXEC))
    guard target.number >= 0 else { throw EngineError(.cannotOpen, FilePath.reason(errno)) }
    // `lookAt` syncs the copy before it is used.
    if try source.value("PRAGMA journal_mode") == .text("wal") {
      try SnapshotCopy.make(of: source, to: target.number) { (_) throws(EngineError) in onStep() }
    } else {
      let patience = FileCopy.Patience.once(nanoseconds: lockedMilliseconds * 1_000_000)
      try FileCopy(to: target.number, patience) { (_) throws(EngineError) in onStep() }.run(source)
    }
  }

  private func lookAt(_ temporary: String, _ check: (borrowing Connection) throws(Failure) -> Void) throws(Failure) {
    let copy: Connection
    do { copy = try Connection(path: temporary, access: .readWrite) } catch { throw refusal.failure(error) }
    try check(copy)
    let file = open(temporary, O_RDWR | O_CLOEXEC)
    defer { close(file) }
    guard file >= 0, fsync(file) == 0 else { throw failure(errno) }
  }

  /// Makes the empty copy with the original's owner and permissions, so that the same users may read it.
  private func makeEmpty(_ temporary: String) throws(Failure) {
    var original = stat()
    guard stat(path.resolved, &original) == 0, mknod(temporary, S_IFREG | 0o600, 0) == 0 else { throw failure(errno) }
    let isOwnedAlike = chown(temporary, original.st_uid, original.st_gid) == 0
    // If the copy has another group, that group must not get the permissions of the original's group.
    chmod(temporary, original.st_mode & (isOwnedAlike ? 0o777 : 0o700))
  }

  /// Gives the copy the first name that is free, so that earlier copies stay.
  private func publish(_ temporary: String) throws(Failure) -> String {
    var number = 1
    while true {
      let final = path.resolved + suffix + (number == 1 ? "" : "-\(number)")
      if link(temporary, final) == 0 {
        syncFolder()
        return final
      }
      guard errno == EEXIST, number < 10_000 else { throw failure(errno) }
      number += 1
    }
  }

  private func syncFolder() {
    let folder = open(FilePath.split(path.resolved).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private func failure(_ code: Int32) -> Failure {
    Failure(
      .internal,
      "no backup of '\(path.given)' could be made beside it, so nothing was changed: \(FilePath.reason(code))")
  }
}
