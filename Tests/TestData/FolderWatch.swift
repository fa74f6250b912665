import Glibc

/// Waits for files to appear in a folder (inotify(7)).
public struct FolderWatch: ~Copyable {
  private let folder: String
  private let descriptor: Int32

  public struct Unable: Error { let message: String }

  /// Files that are made from now on are noticed.
  public init(_ folder: String) throws {
    self.folder = folder
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0, inotify_add_watch(descriptor, folder, UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)) >= 0 else {
      throw Unable(message: "inotify: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Returns when the folder has such a file; throws when nothing is made there for a minute.
  public func wait(for name: String) throws {
    var room = [UInt8](repeating: 0, count: 4_096)
    while access("\(folder)/\(name)", F_OK) != 0 {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Patience.milliseconds) > 0 else { throw Unable(message: "there is still no '\(name)'") }
      _ = read(descriptor, &room, room.count)
    }
  }
}
