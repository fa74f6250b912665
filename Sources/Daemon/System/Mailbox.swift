import Linux
import Synchronization

/// A queue between threads. Any thread may post; only the threads that own the mailbox take.
///
/// `post` signals the wake-up only if the queue was empty: while the owner is busy, a post costs no system call.
final class Mailbox<Element: ~Copyable & Sendable>: Sendable {
  let wakeup: Wakeup
  private let queue = Mutex(Queue<Element>())
  /// The number of queued elements, which can be read without the lock. It may be out of date as soon as it is read.
  private let waiting = Atomic<Int>(0)
  private let closed = Atomic<Bool>(false)
  private let isCheckRequested = Atomic<Bool>(false)

  init() throws(SystemError) { wakeup = try Wakeup() }

  var isEmpty: Bool { waiting.load(ordering: .acquiring) == 0 }

  func post(_ element: consuming Element) {
    var slot: Element? = consume element
    let wasEmpty = queue.withLock { queue in
      guard let element = slot.take() else { return false }
      queue.append(element)
      return waiting.add(1, ordering: .acquiringAndReleasing).oldValue == 0
    }
    if wasEmpty { wakeup.signal() }
  }

  /// The next element; nil if there is none.
  func take() -> Element? {
    if isEmpty { return nil }
    return queue.withLock { queue in
      guard let element = queue.popFirst() else { return nil }
      waiting.subtract(1, ordering: .acquiringAndReleasing)
      return element
    }
  }

  /// Makes a thread in `waitAndTake` call its `check`: at once if it waits, else before its next element.
  func requestCheck() {
    if !isCheckRequested.exchange(true, ordering: .acquiringAndReleasing) { wakeup.signal() }
  }

  /// Waits for the next element. Several threads may wait.
  /// - Parameter check: called after `requestCheck`.
  /// - Returns: nil once the mailbox is closed and empty.
  func waitAndTake(check: () -> Void = {}) -> Element? {
    while true {
      if isCheckRequested.exchange(false, ordering: .acquiringAndReleasing) { check() }
      if let element = take() {
        // Only a post to an empty queue signals, so a thread that leaves elements behind wakes the next one.
        if !isEmpty { wakeup.signal() }
        return element
      }
      if closed.load(ordering: .acquiring) {
        wakeup.signal()
        return nil
      }
      wakeup.wait()
    }
  }

  /// Ends `waitAndTake` in all threads, once everything is taken.
  func close() {
    closed.store(true, ordering: .releasing)
    wakeup.signal()
  }
}
