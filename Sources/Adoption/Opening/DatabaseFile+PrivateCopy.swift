package import Catalogue
import Engine
import Glibc
import SQLite
package import Store
import Vocabulary

extension DatabaseFile {
  private static let lockedMilliseconds: Int64 = 2_000

  /// A session on a private copy of a file without a write-ahead log. A long read of the file itself would keep every
  /// other process from committing. The copy has no name, so that it is gone with the session.
  /// - Parameter isCancelled: called now and then while the file is copied.
  /// - Throws: `busy` if other processes write all the time; `limit` for a full disk, and when it is cancelled.
  package func privateCopy(
    _ catalogue: Catalogue, _ isCancelled: @escaping () -> Bool
  ) throws(Failure) -> Database {
    let temporary = path + ".check.\(getpid())-\(UInt32.random(in: .min ... .max)).part"
    defer { unlink(temporary) }
    do throws(EngineError) {
      guard mknod(temporary, S_IFREG | 0o600, 0) == 0 else {
        throw EngineError(.cannotOpen, "no copy beside it: " + FilePath.reason(errno))
      }
      let source = try connect(.reader)
      try FileCopy(to: temporary, lockedMilliseconds: Self.lockedMilliseconds) { () throws(EngineError) in
        if isCancelled() { throw EngineError(.interrupted, "cancelled") }
      }.run(source)
      let copy = try Connection(path: temporary, access: .readWrite)
      try copy.configure(.reader, journal: journal)
      return try open(copy, catalogue)
    } catch {
      guard error.cause == .busy else { throw Failure(error) }
      throw Failure(
        .busy, "no private copy of the database could be made: other processes write to it all the time",
        hint: "try again when the server has less to do", remedy: .retry, detail: error.description)
    }
  }

  /// The session reads the copy's first page, and so opens it, before the copy loses its name.
  private func open(_ copy: consuming Connection, _ catalogue: Catalogue) throws(EngineError) -> Database {
    let session = try SQLiteSession(copy)
    do throws(Failure) { return try Database(self.session(session), catalogue, isNew: false) } catch {
      throw EngineError(.other, error.message)
    }
  }
}
