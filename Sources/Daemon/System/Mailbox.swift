import Linux
import Synchronization

/// Where connections are handed to another thread. Any thread may post; those of the owner take.
///
/// The bell is rung only when the box was empty: an owner that is awake anyway costs its posters no system call.
final class Mailbox<Element: ~Copyable & Sendable>: Sendable {
  let bell: Bell
  private let queue = Mutex(Queue<Element>())
  /// How many are in the box; a hint that costs no lock.
  private let waiting = Atomic<Int>(0)
  private let closed = Atomic<Bool>(false)
  private let knocked = Atomic<Bool>(false)

  init() throws(SystemError) { bell = try Bell() }

  var isEmpty: Bool { waiting.load(ordering: .acquiring) == 0 }

  func post(_ element: consuming Element) {
    var slot: Element? = consume element
    let wasEmpty = queue.withLock { queue in
      guard let element = slot.take() else { return false }
      queue.append(element)
      return waiting.add(1, ordering: .acquiringAndReleasing).oldValue == 0
    }
    if wasEmpty { bell.ring() }
  }

  /// The next one, if there is one.
  func take() -> Element? {
    if isEmpty { return nil }
    return queue.withLock { queue in
      guard let element = queue.popFirst() else { return nil }
      waiting.subtract(1, ordering: .acquiringAndReleasing)
      return element
    }
  }

  /// Asks the thread that waits to do what it does when knocked, soon and between two elements.
  func knock() {
    if !knocked.exchange(true, ordering: .acquiringAndReleasing) { bell.ring() }
  }

  /// Waits for the next one; nil once the box is closed and empty. Several threads may wait.
  func waitAndTake(whenKnocked: () -> Void = {}) -> Element? {
    while true {
      if knocked.exchange(false, ordering: .acquiringAndReleasing) { whenKnocked() }
      if let element = take() {
        // Only the first post rang: whoever leaves something behind wakes the next thread.
        if !isEmpty { bell.ring() }
        return element
      }
      if closed.load(ordering: .acquiring) {
        bell.ring()
        return nil
      }
      bell.wait()
    }
  }

  /// Lets the threads that wait end once everything is taken.
  func close() {
    closed.store(true, ordering: .releasing)
    bell.ring()
  }
}
