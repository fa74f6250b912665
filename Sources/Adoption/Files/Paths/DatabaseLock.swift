package import Catalogue
import Glibc
import Linux
import Vocabulary

/// The lock of the process that serves or releases a database. It is held for as long as the value lives.
///
/// It is a flock(2) on a lock file beside the database. On the database itself, closing the descriptor would drop
/// SQLite's locks. The lock file contains the pid and the socket of this process, and is removed with the lock. A lock
/// file that a crash left is used again.
package struct DatabaseLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Locks the database at the path, which need not exist yet.
  /// - Parameter socket: the path of this daemon's socket, which a second process prints in its error; nil for none.
  /// - Throws: `busy`, with the process that already serves the database; `readOnly` if the lock file cannot be made.
  package init(database: String, socket: String?) throws(Failure) {
    let path = try FilePath(database).resolved + ".vantage6-admin-lock"
    descriptor = try Self.acquire(path, database: database, socket: socket)
    self.path = path
  }

  deinit {
    // Remove the file while the lock is held: a process that then locks the removed file notices this and tries again.
    unlink(path)
    close(descriptor)
  }

  private static func acquire(_ path: String, database: String, socket: String?) throws(Failure) -> Int32 {
    for _ in 0..<100 {
      let (descriptor, isWritable) = try opened(path, database: database)
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        close(descriptor)
        throw taken(path, database)
      }
      // The holder may have removed the file after it was opened here. A file that a crashed process of another user
      // left cannot be written, so it is removed and made anew.
      guard FileIdentity(ofDescriptor: descriptor) == FileIdentity(of: path), isWritable else {
        if !isWritable { unlink(path) }
        close(descriptor)
        continue
      }
      ftruncate(descriptor, 0)
      let text = Array("\(getpid())\n\(socket ?? "")\n".utf8)
      _ = write(descriptor, text, text.count)
      return descriptor
    }
    throw Failure(.busy, "the lock '\(path)' cannot be taken: other processes keep taking it")
  }

  private static func opened(_ path: String, database: String) throws(Failure) -> (Int32, isWritable: Bool) {
    let flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    var descriptor = open(path, O_RDWR | O_CREAT | flags, 0o644)
    if descriptor >= 0 { return (descriptor, true) }
    if errno == EACCES { descriptor = open(path, O_RDONLY | flags) }
    if descriptor >= 0 { return (descriptor, false) }
    throw Failure(.readOnly, "the lock '\(path)' of the database cannot be made: \(FilePath.reason(errno))")
  }

  private static func taken(_ path: String, _ database: String) -> Failure {
    let lines = ((try? SmallFile.text(path, atMost: 4_096)) ?? "").split(separator: "\n")
    let process = lines.first.flatMap { Int32($0) }.map { " (process \($0)" }
    let socket = lines.count > 1 ? " on '\(lines[1])'" : ""
    let who = process.map { $0 + socket + ")" } ?? ""
    return Failure(
      .busy, "the database '\(database)' is already served by another vantage6-admin\(who)",
      hint: "stop it first, or use its socket")
  }
}
