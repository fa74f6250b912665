package import Catalogue
import Glibc
import Synchronization
import Vocabulary

/// The lock of a daemon on the file that it serves, under any of the file's names: a file may have two names (hard
/// links), each with a lock file of its own beside it. It is held for as long as the value lives.
///
/// It is an open file description lock (fcntl(2)) on one byte. That byte is far behind the bytes that SQLite locks
/// (sqlite.org/atomiccommit.html names them; os.h, PENDING_BYTE) and behind the end of any database. So it does not
/// conflict with SQLite's own locks, and other programs do not notice it. The descriptor stays open as long as a
/// connection to the file: closing it would drop the locks that SQLite has on the file in this process.
package final class FileHold: Sendable {
  private let descriptor: Int32
  /// The write-ahead log that the connections use; nil without one.
  let log = Mutex<FileIdentity?>(nil)
  /// The shared memory beside a write-ahead log, once it was looked at. It stays open for the same reason as the file.
  private let sharedMemory = Mutex<Int32?>(nil)

  private static let place: off_t = 1 << 62
  /// F_OFD_SETLK, which glibc declares only with _GNU_SOURCE.
  private static let setLock: Int32 = 37

  /// - Parameter path: of an existing file to which this process has no connection.
  /// - Throws: `busy` if another daemon holds the lock; `readOnly` if the file cannot be opened.
  package init(of path: String) throws(Failure) {
    descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Failure(.readOnly, "the database '\(path)' cannot be opened: \(FilePath.reason(errno))")
    }
    var lock = flock()
    (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (Int16(F_WRLCK), Int16(SEEK_SET), Self.place, 1)
    // Ignore other errors: a file system without such locks cannot show another daemon.
    guard fcntl(descriptor, Self.setLock, &lock) != 0, errno == EAGAIN || errno == EACCES else { return }
    close(descriptor)
    throw Failure(
      .busy, "the database '\(path)' is already served by another vantage6-admin, under another name of the same file",
      hint: "stop it first, or use its socket; 'find -samefile' finds the other name")
  }

  deinit {
    close(descriptor)
    sharedMemory.withLock { if let number = $0 { close(number) } }
  }

  /// The byte of the shared memory that every connection to a database with a write-ahead log has locked while it is open
  /// (os_unix.c, UNIX_SHM_DMS).
  private static let openByte: off_t = 128

  /// Whether another process has the database open, which has a write-ahead log.
  /// - Returns: nil if that cannot be told.
  func isOpenElsewhere(_ path: String) -> Bool? {
    sharedMemory.withLock { number in
      let file = number ?? Glibc.open(path + "-shm", O_RDWR | O_CLOEXEC)
      guard file >= 0 else { return nil }
      number = file
      guard let seen = FileIdentity(ofDescriptor: file), seen == FileIdentity(of: path + "-shm") else { return nil }
      var lock = flock()
      (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (Int16(F_WRLCK), Int16(SEEK_SET), Self.openByte, 1)
      guard fcntl(file, F_GETLK, &lock) == 0 else { return nil }
      return lock.l_type != Int16(F_UNLCK)
    }
  }
}
