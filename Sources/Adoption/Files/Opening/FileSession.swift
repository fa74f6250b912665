package import Catalogue
import Engine
import SQLite
package import Store

/// A session on a database file, for one thread.
package final class FileSession: AdoptedSession {
  package let database: Database
  private let file: DatabaseFile
  package var serial: Int { file.serial }
  private let session: SQLiteSession
  /// The state of the path when it was last looked at.
  private var last: FileState?

  /// Opens a connection of its own to the file.
  /// - Parameter waits: whether the session waits for a lock of another connection; otherwise it fails with `busy` at
  ///   once.
  package init(
    _ file: DatabaseFile, _ role: SessionRole, _ catalogue: Catalogue, waits: Bool = true
  ) throws(Failure) {
    self.file = file
    do throws(EngineError) {
      session = try SQLiteSession(try file.connect(role, busyMilliseconds: waits ? 5_000 : 0), keeping: file.hold)
    } catch { throw Failure(error) }
    database = try Database(file.session(session), catalogue, isNew: file.wasCreated)
    file.noteLog()
  }

  /// Whether the file at the path is the file of this session, has that serial and was not overwritten. Takes one
  /// system call.
  package func isCurrent(_ serial: Int) -> Bool {
    guard file.serial == serial, let state = FileState(of: file.place), state.identity == file.identity else {
      return false
    }
    if state != last {
      session.noteWritten()
      last = state
    }
    return !database.isReplaced
  }
}
