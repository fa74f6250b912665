import CLinux
import Glibc

/// A POSIX thread, to be joined.
package struct Thread: ~Copyable, Sendable {
  private let handle: pthread_t

  /// Starts `body` on a thread of its own.
  /// - Parameter name: shown by ps and gdb, at most 15 bytes.
  package init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var handle = pthread_t()
    let start = Unmanaged.passRetained(Start(name, body))
    let code = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        linux_name_thread(start.name)
        start.body()
        return nil
      }, start.toOpaque())
    if code != 0 {
      start.release()
      throw SystemError("pthread_create", code: code)
    }
    self.handle = handle
  }

  /// Lowers the priority of this thread, and of those that it starts later (setpriority(2): on Linux, the value belongs
  /// to a thread). Does nothing if that is not permitted.
  package static func stepBack() { setpriority(Int32(PRIO_PROCESS.rawValue), 0, 5) }

  package consuming func join() { pthread_join(handle, nil) }

  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(_ name: String, _ body: @escaping @Sendable () -> Void) { (self.name, self.body) = (name, body) }
  }
}
