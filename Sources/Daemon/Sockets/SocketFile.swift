import CLinux
import Glibc
import Linux

/// A socket file that the daemon made. Its device and inode identify it, so that only this file is removed.
struct SocketFile: Sendable {
  let path: String
  private let device: dev_t
  private let inode: ino_t

  /// Makes the socket under a temporary name and renames it. So no client can connect before the mode is set, and a
  /// stale file is replaced in one step. The folder is locked meanwhile: of two daemons that start at the same time,
  /// the second one finds the first one listening.
  /// - Returns: the descriptor of the listening socket, which the caller has to close, and its file.
  static func listen(_ path: String) throws(StartFailure) -> (Int32, SocketFile) {
    let folder = parent(of: path)
    let temporary = "\(folder)\(folder == "/" ? "" : "/").\(getpid())"
    guard let address = UnixAddress(path), let temporaryAddress = UnixAddress(temporary) else {
      throw StartFailure(
        "the socket's path '\(path)' is \(path.utf8.count) bytes long: at most \(UnixAddress.pathBytesMax) fit")
    }
    let lock = try lockFolder(folder, for: path)
    defer { flock(lock.number, LOCK_UN) }
    try refuseUnlessFree(path, address)
    do {
      return try place(path, temporary, temporaryAddress)
    } catch {
      unlink(temporary)
      guard [EACCES, EPERM, EROFS].contains(error.code) else {
        throw StartFailure("cannot listen on '\(path)': \(error.reason)")
      }
      throw StartFailure(
        "user \(geteuid()) cannot make the socket '\(path)': \(error.reason): choose a folder that this user can write")
    }
  }

  /// Removes the file if it is still the one that was made.
  func remove() {
    var now = stat()
    if lstat(path, &now) == 0, now.st_dev == device, now.st_ino == inode { unlink(path) }
  }

  private static func place(
    _ path: String, _ temporary: String, _ address: UnixAddress
  ) throws(SystemError) -> (Int32, SocketFile) {
    unlink(temporary)
    let descriptor = try UnixAddress.socket()
    try address.bind(descriptor)
    if chmod(temporary, 0o660) < 0 { throw SystemError("chmod") }
    var status = stat()
    if lstat(temporary, &status) < 0 { throw SystemError("lstat") }
    if Glibc.listen(descriptor.number, 511) < 0 { throw SystemError("listen") }
    if rename(temporary, path) < 0 { throw SystemError("rename") }
    let file = SocketFile(path: path, device: status.st_dev, inode: status.st_ino)
    return (descriptor.release(), file)
  }

  private static func lockFolder(_ folder: String, for path: String) throws(StartFailure) -> Descriptor {
    let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if number < 0, errno == ENOENT {
      throw StartFailure("the folder '\(folder)' of the socket '\(path)' does not exist: make it first")
    }
    if number < 0 {
      throw StartFailure("cannot open the folder '\(folder)' of the socket: \(SystemError("open").reason)")
    }
    let descriptor = Descriptor(owning: number)
    flock(number, LOCK_EX)
    return descriptor
  }

  private static func refuseUnlessFree(_ path: String, _ address: UnixAddress) throws(StartFailure) {
    var status = stat()
    if lstat(path, &status) < 0 { return }
    if status.st_mode & S_IFMT != S_IFSOCK {
      throw StartFailure("'\(path)' exists and is not a socket: choose another path, or move it away")
    }
    var peer = linux_peer()
    do throws(SystemError) {
      let probe = try UnixAddress.socket()
      try address.connect(probe)
      _ = linux_peer_of(probe.number, &peer)
    } catch {
      switch error.code {
      case ECONNREFUSED, ENOENT: return
      // Another daemon listens, and its queue of connections is full.
      case EAGAIN: break
      default: throw StartFailure("cannot tell whether a daemon is listening on '\(path)': \(error.reason)")
      }
    }
    let process = peer.pid == 0 ? "" : " (process \(peer.pid))"
    throw StartFailure("another daemon\(process) is listening on '\(path)'")
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
