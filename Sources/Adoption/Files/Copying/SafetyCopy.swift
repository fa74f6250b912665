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

  /// Copies the database that the connection is open on. A crash leaves nothing, or the whole copy.
  /// - Parameter check: checks the copy before it gets its name. It may take long: no other process waits for the copy.
  /// - Returns: the path of the copy.
  func make(
    _ connection: borrowing Connection, check: (borrowing Connection) throws(Failure) -> Void
  ) throws(Failure) -> String {
    let file: WholeFile
    do throws(SystemError) { file = try WholeFile(at: path.resolved + suffix) } catch { throw failure(error.code) }
    try giveOwner(to: file.number)
    do throws(EngineError) { try copy(connection, to: file.number) } catch {
      throw Failure(
        error.cause == .busy ? .busy : .internal,
        "no backup of '\(path.given)' could be made beside it, so nothing was changed: \(Self.reason(error))",
        detail: error.description)
    }
    let copy: Connection
    do { copy = try Connection(descriptor: file.number, access: .readWrite) } catch { throw refusal.failure(error) }
    try check(copy)
    return try publish(file)
  }

  private static func reason(_ error: EngineError) -> String {
    switch error.cause {
    case .busy:
      "other processes write to it, and would have to wait too long: stop them until the daemon has opened it once"
    case .diskFull: FilePath.reason(ENOSPC)
    default: error.message
    }
  }

  private func copy(_ source: borrowing Connection, to target: Int32) throws(EngineError) {
    if try source.value("PRAGMA journal_mode") == .text("wal") {
      try SnapshotCopy.make(of: source, to: target) { (_) throws(EngineError) in onStep() }
    } else {
      let patience = FileCopy.Patience.once(nanoseconds: lockedMilliseconds * 1_000_000)
      try FileCopy(to: target, patience) { (_) throws(EngineError) in onStep() }.run(source)
    }
  }

  /// Gives the copy the original's owner and permissions, so that the same users may read it.
  private func giveOwner(to copy: Int32) throws(Failure) {
    var original = stat()
    guard stat(path.resolved, &original) == 0 else { throw failure(errno) }
    let isOwnedAlike = fchown(copy, original.st_uid, original.st_gid) == 0
    // If the copy has another group, that group must not get the permissions of the original's group.
    fchmod(copy, original.st_mode & (isOwnedAlike ? 0o777 : 0o700))
  }

  /// Gives the copy the first name that is free, so that earlier copies stay.
  private func publish(_ copy: borrowing WholeFile) throws(Failure) -> String {
    var number = 1
    while true {
      let final = path.resolved + suffix + (number == 1 ? "" : "-\(number)")
      do throws(SystemError) {
        try copy.publish(as: final, replaces: false)
        return final
      } catch { guard error.code == EEXIST, number < 10_000 else { throw failure(error.code) } }
      number += 1
    }
  }

  private func failure(_ code: Int32) -> Failure {
    Failure(
      .internal,
      "no backup of '\(path.given)' could be made beside it, so nothing was changed: \(FilePath.reason(code))")
  }
}
