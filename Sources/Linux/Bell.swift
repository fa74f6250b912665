import CLinux
import Glibc

/// An eventfd(2) that wakes the thread that waits for it.
package struct Bell: ~Copyable, Sendable {
  package let descriptor: Descriptor

  package init() throws(SystemError) {
    let number = linux_event_counter(0)
    if number < 0 { throw SystemError("eventfd", code: -number) }
    descriptor = Descriptor(owning: number)
  }

  package func ring() {
    var one: UInt64 = 1
    _ = retrying { write(descriptor.number, &one, 8) }
  }

  /// Waits until somebody rang, and silences it.
  package func wait() {
    var count: UInt64 = 0
    _ = retrying { read(descriptor.number, &count, 8) }
  }
}
