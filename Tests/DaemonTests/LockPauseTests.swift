import Linux
import Testing

@testable import Daemon

/// When the writer lets other processes have the lock.
@Suite struct LockPauseTests {
  private static let millisecond: Int64 = 1_000_000

  /// Holds the lock `times` times for `held` milliseconds, `apart` milliseconds apart.
  /// - Returns: before which times a pause was due.
  private func pauses(
    _ lockPause: inout LockPause, held: Int64, times: Int, apart: Int64 = 1, hasOtherWriters: Bool,
    isOpenElsewhere: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    var now: Int64 = 1_000 * Self.millisecond
    var pauses: [Int] = []
    for time in 0..<times {
      now += apart * Self.millisecond
      let isDue = lockPause.isPauseDue(at: now, hasOtherWriters: hasOtherWriters) { isOpenElsewhere(time) }
      if isDue { pauses.append(time) }
      lockPause.release(since: now, at: now + held * Self.millisecond)
      now += held * Self.millisecond
    }
    return pauses
  }

  @Test("beside another process that writes, there is a pause for each quarter of a second")
  func otherWriters() {
    var lockPause = LockPause(isNeeded: true)
    #expect(pauses(&lockPause, held: 50, times: 20, hasOtherWriters: true) == [6, 12, 18])
  }

  @Test("without another writer there is one early pause, to see one, and then one for each two seconds")
  func alone() {
    var lockPause = LockPause(isNeeded: true)
    #expect(pauses(&lockPause, held: 100, times: 50, hasOtherWriters: false) == [3, 24, 45])
  }

  @Test("without another writer, and with the lock free for a quarter of the time, there is only the early pause")
  func often() {
    var lockPause = LockPause(isNeeded: true)
    #expect(pauses(&lockPause, held: 100, times: 200, apart: 25, hasOtherWriters: false) == [3])
    #expect(pauses(&lockPause, held: 100, times: 6, apart: 25, hasOtherWriters: true) == [0, 3])
  }

  @Test("no pause is due where the lock was free for long enough, however long it was held")
  func apart() {
    var lockPause = LockPause(isNeeded: true)
    #expect(pauses(&lockPause, held: 1_000, times: 10, apart: 121, hasOtherWriters: true) == [])
  }

  @Test("after a change that took long, there is a pause before the next")
  func long() {
    var lockPause = LockPause(isNeeded: true)
    #expect(pauses(&lockPause, held: 2_000, times: 3, hasOtherWriters: true) == [1, 2])
  }

  @Test("while no other process has the database open there is no pause, and then the early one")
  func closedElsewhere() {
    var lockPause = LockPause(isNeeded: true)
    #expect(pauses(&lockPause, held: 100, times: 50, hasOtherWriters: true) { _ in false } == [])
    #expect(pauses(&lockPause, held: 100, times: 50, hasOtherWriters: false) { $0 >= 30 } == [31])
  }

  @Test("a pause ends when the last other process has closed the database")
  func ends() {
    var lockPause = LockPause(isNeeded: true)
    lockPause.release(since: 0, at: monotonicNanoseconds())
    var looks = 0
    lockPause.wait(hasOtherWriters: true) {
      looks += 1
      return looks <= 3
    }
    #expect(looks == 4)
  }

  @Test("there is no pause where a transaction keeps nobody from writing")
  func needless() {
    var lockPause = LockPause(isNeeded: false)
    #expect(pauses(&lockPause, held: 2_000, times: 20, hasOtherWriters: true) == [])
    #expect(pauses(&lockPause, held: 2_000, times: 20, hasOtherWriters: false) == [])
  }
}
