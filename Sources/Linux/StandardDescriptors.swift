import CLinux
import Glibc

/// Descriptors 0, 1 and 2, which whoever starts a program may have closed.
package enum StandardDescriptors {
  /// Opens /dev/null in the place of each one that is closed: a socket, the database or its lock would otherwise get its
  /// number, and with it whatever is printed. To be called before anything is opened. What is printed there is lost with an
  /// error, not in silence.
  /// - Returns: false where one of them stays closed: nothing may be opened then.
  package static func hold() -> Bool { linux_open_standard_descriptors() == 0 }

  /// Whether the descriptor was opened for writing.
  package static func isWritable(_ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }
}
