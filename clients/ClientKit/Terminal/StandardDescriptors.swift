import CLinux
import Glibc

/// Standard input, output and error, which whoever starts a program may have closed.
package enum StandardDescriptors {
  /// Sees to it that nothing that is opened from now on gets the number of one that is closed: what is printed would go
  /// to the daemon's socket then, and what is read come from there. Using a closed one fails as before.
  ///
  /// - Returns: whether all three are taken.
  package static func reserve() -> Bool { linux_open_standard_descriptors() == 0 }

  /// Whether the descriptor was opened for writing.
  package static func isWritable(_ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }
}
