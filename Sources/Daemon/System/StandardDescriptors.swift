import CLinux

/// Descriptors 0, 1 and 2.
package enum StandardDescriptors {
  /// Opens /dev/null in the place of each one that is closed: a socket, the database or its lock would otherwise get its
  /// number, and with it whatever is printed. To be called before anything is opened. What is printed there is lost with an
  /// error, not in silence.
  /// - Returns: false where one of them stays closed: nothing may be opened then.
  package static func hold() -> Bool { linux_open_standard_descriptors() == 0 }
}
