/// Threads that are joined together.
package struct ThreadGroup: ~Copyable {
  private var last: Link?

  private final class Link {
    var thread: Thread?
    let previous: Link?

    init(_ thread: consuming Thread, _ previous: Link?) {
      self.thread = consume thread
      self.previous = previous
    }
  }

  package init() {}

  /// Starts `body` on a thread of its own. Does nothing if the system has no room for another thread.
  package mutating func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    guard let thread = try? Thread(name, body) else { return }
    last = Link(thread, last)
  }

  /// Waits until all have ended.
  package mutating func join() {
    while let link = last {
      last = link.previous
      link.thread.take()?.join()
    }
  }
}
