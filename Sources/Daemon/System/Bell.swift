import CLinux
import Glibc

/// An eventfd(2) that wakes the thread that waits for it.
struct Bell: ~Copyable, Sendable {
  let descriptor: Descriptor

  init() throws(SystemError) {
    let number = linux_event_counter(0)
    if number < 0 { throw SystemError("eventfd", code: -number) }
    descriptor = Descriptor(owning: number)
  }

  func ring() {
    var one: UInt64 = 1
    while write(descriptor.number, &one, 8) < 0, errno == EINTR {}
  }

  /// Waits until somebody rang, and silences it.
  func wait() {
    var count: UInt64 = 0
    while read(descriptor.number, &count, 8) < 0, errno == EINTR {}
  }
}
