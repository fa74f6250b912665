import Glibc

/// Descriptors 0, 1 and 2.
package enum StandardDescriptors {
  /// Opens /dev/null in the place of each one that is closed: the system gives the lowest free number, and a socket, the
  /// database or its lock would otherwise get it, and with it whatever is printed. To be called before anything is
  /// opened. For reading only, so that what is printed there is lost with an error, and not in silence.
  /// - Returns: false where one of them stays closed: nothing may be opened then.
  package static func hold() -> Bool {
    for number in 0...2 as ClosedRange<Int32> where fcntl(number, F_GETFD) < 0 {
      // Those below are open, so this is the lowest free number.
      guard open("/dev/null", O_RDONLY) == number else { return false }
    }
    return true
  }
}
