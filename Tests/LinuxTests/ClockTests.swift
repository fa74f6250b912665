import Linux
import Testing

@Suite struct ClockTests {
  @Test("the monotonic clock never goes back")
  func monotonic() {
    var last = monotonicNanoseconds()
    for _ in 0..<10_000 {
      let now = monotonicNanoseconds()
      #expect(now >= last)
      last = now
    }
  }

  @Test("the other one counts from 1970")
  func wall() { #expect(wallNanoseconds() > 1_700_000_000 * 1_000_000_000) }
}
