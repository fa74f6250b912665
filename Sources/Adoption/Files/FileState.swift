import Glibc

/// What stands at a path at one moment: which file, and when it was written last. One system call.
package struct FileState: Sendable, Hashable {
  package let identity: FileIdentity
  package let bytes: Int64
  /// In nanoseconds; as exact as the kernel's tick, which is a few milliseconds.
  let modified: Int64

  /// nil when there is no such file.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    identity = FileIdentity(status)
    bytes = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}
