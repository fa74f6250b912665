import Testing

@testable import Daemon

/// When the writer lets other processes have the lock.
@Suite struct CourtesyTests {
  private static let millisecond: Int64 = 1_000_000

  /// Holds the lock for that long again and again, a millisecond apart; answers after how many times there were pauses.
  private func pauses(_ courtesy: inout Courtesy, held: Int64, times: Int, apart: Int64 = 1, hasCompany: Bool) -> [Int]
  {
    var now: Int64 = 1_000 * Self.millisecond
    var pauses: [Int] = []
    for time in 0..<times {
      now += apart * Self.millisecond
      if courtesy.isPauseDue(at: now, hasCompany: hasCompany) { pauses.append(time) }
      courtesy.release(since: now, at: now + held * Self.millisecond)
      now += held * Self.millisecond
    }
    return pauses
  }

  @Test("beside another process that writes, there is a pause for each quarter of a second")
  func company() {
    var courtesy = Courtesy()
    #expect(pauses(&courtesy, held: 50, times: 20, hasCompany: true) == [6, 12, 18])
  }

  @Test("where nobody was seen, there is a pause to see somebody, and then one for two seconds")
  func alone() {
    var courtesy = Courtesy()
    #expect(pauses(&courtesy, held: 100, times: 50, hasCompany: false) == [3, 24, 45])
  }

  @Test("where nobody was seen, and the lock is free for a quarter of the time, there is a pause only at first")
  func often() {
    var courtesy = Courtesy()
    #expect(pauses(&courtesy, held: 100, times: 200, apart: 25, hasCompany: false) == [3])
    #expect(pauses(&courtesy, held: 100, times: 6, apart: 25, hasCompany: true) == [0, 3])
  }

  @Test("who had time between needs no pause, however long the lock was held")
  func apart() {
    var courtesy = Courtesy()
    #expect(pauses(&courtesy, held: 1_000, times: 10, apart: 121, hasCompany: true) == [])
  }

  @Test("after a change that took long, there is a pause before the next")
  func long() {
    var courtesy = Courtesy()
    #expect(pauses(&courtesy, held: 2_000, times: 3, hasCompany: true) == [1, 2])
  }
}
