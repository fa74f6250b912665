import Linux
import Synchronization
import Testing

@Suite struct ThreadTests {
  @Test("a thread has run once it is joined")
  func joined() throws {
    let count = Shared()
    let thread = try Thread("counter") { count.value.add(1, ordering: .relaxed) }
    thread.join()
    #expect(count.value.load(ordering: .relaxed) == 1)
  }

  @Test("a signal that comes before the wait ends the wait")
  func wakeup() throws {
    let wakeup = try Wakeup()
    wakeup.signal()
    wakeup.signal()
    wakeup.wait()
    let thread = try Thread("waker") { wakeup.signal() }
    wakeup.wait()
    thread.join()
  }

  private final class Shared: Sendable { let value = Atomic<Int>(0) }
}
