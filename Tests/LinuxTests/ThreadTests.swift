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

  @Test("a bell that was rung before somebody waits is heard")
  func bell() throws {
    let bell = try Bell()
    bell.ring()
    bell.ring()
    bell.wait()
    let thread = try Thread("ringer") { bell.ring() }
    bell.wait()
    thread.join()
  }

  private final class Shared: Sendable { let value = Atomic<Int>(0) }
}
