import Synchronization

/// The progress of the writer, for the watchdog.
final class Progress: Sendable {
  private let steps = Atomic<UInt64>(0)
  private let busy = Atomic<Bool>(false)
  private let waiting = Atomic<Bool>(false)

  func step() { steps.add(1, ordering: .relaxed) }
  func begin() { busy.store(true, ordering: .releasing) }
  func end() { busy.store(false, ordering: .releasing) }

  /// Runs a call that waits for another process's lock or for the disk, during which the thread takes no steps.
  func whileWaiting<Result, E>(_ body: () throws(E) -> Result) throws(E) -> Result {
    waiting.store(true, ordering: .releasing)
    defer {
      waiting.store(false, ordering: .releasing)
      step()
    }
    return try body()
  }

  var isBusy: Bool { busy.load(ordering: .acquiring) }
  var isWaiting: Bool { waiting.load(ordering: .acquiring) }
  var count: UInt64 { steps.load(ordering: .relaxed) }
}
