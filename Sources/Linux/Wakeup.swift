import CLinux
import Glibc

/// An eventfd(2): a thread waits on it, by `wait` or by epoll, until another thread signals it.
package struct Wakeup: ~Copyable, Sendable {
  package let descriptor: Descriptor

  package init() throws(SystemError) {
    let number = linux_event_counter(0)
    if number < 0 { throw SystemError("eventfd", code: -number) }
    descriptor = Descriptor(owning: number)
  }

  /// Wakes a thread that waits now, or the next thread that waits.
  package func signal() {
    var one: UInt64 = 1
    _ = retrying { write(descriptor.number, &one, 8) }
  }

  /// Waits for a signal, and resets the counter to zero.
  package func wait() {
    var count: UInt64 = 0
    _ = retrying { read(descriptor.number, &count, 8) }
  }
}
