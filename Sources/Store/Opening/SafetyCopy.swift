import Catalogue
import Glibc
import SQLite

/// The copy that is made beside somebody else's file before we first add to it.
struct SafetyCopy {
  let path: FilePath
  let refusal: Refusal
  /// Called between steps.
  let onStep: () -> Void

  /// What its name adds to that of the database.
  static let suffix = ".before-vantage6-admin"

  /// Pages in a step, between which other processes may write.
  private static let stepPages: Int32 = 4_096
  /// A source that is written to again and again is copied in one go after its pages were read that often.
  private static let patience = 4
  /// How long the source may be locked by others before that is the end.
  private static let busyNanoseconds: Int64 = 30_000_000_000

  /// Copies the database that the connection is open on; answers the copy's path. A crash leaves no file under the
  /// final name.
  /// - Parameter check: looks at the copy before it gets its name: there it keeps nobody waiting, however long it takes.
  func make(
    _ connection: borrowing Connection, check: (borrowing Connection) throws(Failure) -> Void
  ) throws(Failure) -> String {
    let temporary = path.resolved + Self.suffix + ".\(getpid())-\(UInt32.random(in: .min ... .max)).part"
    defer { unlink(temporary) }
    try makeEmpty(temporary)
    do throws(SQLiteError) { try copy(connection, to: temporary) } catch {
      throw Failure(
        .internal, "no backup of '\(path.given)' could be made beside it, so nothing was changed: \(error.message)",
        detail: error.description)
    }
    try lookAt(temporary, check)
    return try publish(temporary)
  }

  private func copy(_ source: borrowing Connection, to temporary: String) throws(SQLiteError) {
    let target = try Connection(path: temporary, access: .readWrite)
    // The source is locked while the target is written: it is brought to the disk later, and is worth nothing until then.
    try target.run("PRAGMA synchronous = OFF")
    try target.run("PRAGMA journal_mode = OFF")
    let backup = try Backup(of: source, into: target)
    var (pagesRead, lastStep) = (0, Timer.now)
    while true {
      onStep()
      do throws(SQLiteError) {
        if try backup.step(pages: pagesRead > Self.patience * backup.pageCount ? -1 : Self.stepPages) { return }
        (pagesRead, lastStep) = (pagesRead + Int(Self.stepPages), Timer.now)
      } catch {
        // SQLite does not wait here by itself.
        guard error.cause == .busy, Timer.now - lastStep < Self.busyNanoseconds else { throw error }
        usleep(2_000)
      }
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

  /// As the original: the same people may read it.
  private func makeEmpty(_ temporary: String) throws(Failure) {
    var original = stat()
    guard stat(path.resolved, &original) == 0, mknod(temporary, S_IFREG | 0o600, 0) == 0 else { throw failure(errno) }
    let isOwnedAlike = chown(temporary, original.st_uid, original.st_gid) == 0
    // Under another group, the group's permissions would be given to the wrong people.
    chmod(temporary, original.st_mode & (isOwnedAlike ? 0o777 : 0o700))
  }

  /// Gives the copy the first name that is free: earlier copies stay.
  private func publish(_ temporary: String) throws(Failure) -> String {
    var number = 1
    while true {
      let final = path.resolved + Self.suffix + (number == 1 ? "" : "-\(number)")
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
