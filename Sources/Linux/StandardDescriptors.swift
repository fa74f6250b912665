import CLinux
import Glibc

/// The descriptors 0, 1 and 2, which may be closed when the program starts.
package enum StandardDescriptors {
  /// Opens /dev/null on each one that is closed. Otherwise a socket, the database or its lock would get its number, and
  /// text that is printed would go there. To be called before anything else is opened. Printing to such a descriptor
  /// fails with EBADF, as on a closed one, instead of losing the text silently.
  /// - Returns: false if one of them stays closed: then nothing may be opened.
  package static func hold() -> Bool { linux_open_standard_descriptors() == 0 }

  /// Whether the descriptor was opened for writing.
  package static func isWritable(_ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }
}
