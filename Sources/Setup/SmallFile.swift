import Catalogue
import Glibc
import Vocabulary

/// Configuration files, whole.
enum SmallFile {
  /// - Throws: `invalid` where it cannot be read, or is far too large for what it should be.
  static func bytes(_ path: String) throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Failure(.invalid, "cannot read '\(path)': \(reason(errno))") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure(.invalid, "cannot read '\(path)': \(reason(errno))") }
      if count == 0 { return bytes }
      bytes += room[..<count]
      guard bytes.count <= 1 << 24 else { throw Failure(.invalid, "'\(path)' is too large for a configuration") }
    }
  }

  /// Puts the new text in the place of an old one in one step.
  static func write(_ text: String, to path: String) throws(Failure) {
    let temporary = "\(path).\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw Failure(.internal, "cannot write '\(path)': \(reason(errno))") }
    let bytes = Array(text.utf8)
    fchmod(file, 0o644)
    let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    close(file)
    guard isWritten, rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw Failure(.internal, "cannot write '\(path)': \(reason(code))")
    }
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
