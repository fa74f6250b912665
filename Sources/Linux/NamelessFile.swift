import CLinux
import Glibc

/// Makes files without a name, which are gone with their last descriptor, also after a crash.
package enum NamelessFile {
  /// An empty file in a folder, for reading and writing.
  package static func make(in folder: String) throws(SystemError) -> Descriptor {
    let number = linux_open_nameless(folder)
    if number >= 0 { return Descriptor(owning: number) }
    // Not every file system can make one (open(2), O_TMPFILE).
    guard number == -EOPNOTSUPP || number == -EISDIR else { throw SystemError("open", code: -number) }
    let (file, path) = try makeNamed("\(folder)/.vantage6-admin-XXXXXX")
    unlink(path)
    return Descriptor(owning: file)
  }

  /// An empty file in memory, which no file system has, for reading and writing.
  /// - Parameter name: for /proc/PID/fd only.
  package static func inMemory(_ name: String) throws(SystemError) -> Descriptor {
    let number = linux_memory_file(name)
    guard number >= 0 else { throw SystemError("memfd_create", code: -number) }
    return Descriptor(owning: number)
  }

  /// A new file of mode 0600, and its name.
  /// - Parameter template: a path that ends in XXXXXX (mkstemp(3)).
  static func makeNamed(_ template: String) throws(SystemError) -> (file: Int32, path: String) {
    var name = Array(template.utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw SystemError("mkstemp") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return (file, name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? template)
  }
}
