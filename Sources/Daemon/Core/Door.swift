import Glibc
import Linux

/// A listener on the loop.
struct Door: ~Copyable {
  let listener: Listener
  /// Whether epoll listens to it.
  var isOpen = false

  init(_ listener: consuming Listener) { self.listener = listener }
}

/// A descriptor that is kept for the moment when none is left.
enum Spare {
  static func make() -> Descriptor? {
    let number = open("/dev/null", O_RDONLY | O_CLOEXEC)
    return number < 0 ? nil : Descriptor(owning: number)
  }
}
