import Glibc
import Synchronization

/// A value that threads change while a test waits for what it becomes. The test sleeps in poll(2) meanwhile: each change
/// wakes it, and nothing else does.
package final class Watched<Value: Sendable>: Sendable {
  private struct State {
    var value: Value
    /// The writing ends of those who wait.
    var bells: [Int32] = []
  }

  private let state: Mutex<State>

  package init(_ value: Value) { state = Mutex(State(value: value)) }

  package var value: Value { state.withLock { $0.value } }

  package func change(_ body: (inout Value) -> Void) {
    state.withLock { state in
      var value = state.value
      body(&value)
      state.value = value
      // A bell that is full has been rung already.
      for bell in state.bells { send(bell, "!", 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)) }
    }
  }

  /// Waits until the value is right, looking again after each change; false if no change comes.
  package func waits(until isRight: (Value) throws -> Bool) rethrows -> Bool {
    if try isRight(value) { return true }
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return false }
    state.withLock { $0.bells.append(ends[1]) }
    defer {
      state.withLock { $0.bells.removeAll { $0 == ends[1] } }
      for end in ends { close(end) }
    }
    // The bell hangs before the next look, so that no change is missed.
    while try !isRight(value) {
      var entry = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Patience.milliseconds) > 0 else { return false }
      var rung: UInt8 = 0
      recv(ends[0], &rung, 1, 0)
    }
    return true
  }
}
