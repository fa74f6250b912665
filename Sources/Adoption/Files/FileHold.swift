package import Catalogue
import Glibc
import Synchronization
import Vocabulary

/// Says that a daemon serves a file, by whatever name: one file may have two (hard links), each with a lock file of its
/// own beside it. For as long as the value lives.
///
/// It is an open file description lock (fcntl(2)) on a byte far behind those that SQLite locks (sqlite.org/atomiccommit.html
/// names them; os.h, PENDING_BYTE) and behind the end of any database. It does not meet SQLite's own locks, and other
/// programs do not see it. Its descriptor is open as long as a connection to the file: closing it would drop the locks
/// that SQLite has on the file in this process.
package final class FileHold: Sendable {
  private let descriptor: Int32
  /// The write-ahead log of the connections.
  let log = Mutex<FileIdentity?>(nil)

  private static let place: off_t = 1 << 62
  /// F_OFD_SETLK, which glibc shows to GNU sources only.
  private static let setLock: Int32 = 37

  /// - Parameter path: of a file that is there, and that this process has no connection to.
  /// - Throws: `busy` where another daemon holds it.
  package init(of path: String) throws(Failure) {
    descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Failure(.readOnly, "the database '\(path)' cannot be opened: \(FilePath.reason(errno))")
    }
    var lock = flock()
    (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (Int16(F_WRLCK), Int16(SEEK_SET), Self.place, 1)
    // A file system without such locks is one where nobody can say so.
    guard fcntl(descriptor, Self.setLock, &lock) != 0, errno == EAGAIN || errno == EACCES else { return }
    close(descriptor)
    throw Failure(
      .busy, "the database '\(path)' is already served by another vantage6-admin, by another name of the same file",
      hint: "stop it first, or use its socket; 'find -samefile' finds the other name")
  }

  deinit { close(descriptor) }
}
