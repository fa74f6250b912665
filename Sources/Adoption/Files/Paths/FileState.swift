import Glibc

/// The state of the file at a path at one moment. Reading it takes one system call.
package struct FileState: Sendable, Hashable {
  package let identity: FileIdentity
  package let bytes: Int64
  /// When the file was last written, in nanoseconds since 1970. The resolution is the kernel's tick, a few
  /// milliseconds.
  let modified: Int64

  /// Nil if there is no such file.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    identity = FileIdentity(status)
    bytes = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}
