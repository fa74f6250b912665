import Glibc
import Synchronization

/// Whether somebody pressed Ctrl-C.
enum Interruption {
  private static let isPending = Atomic<Bool>(false)

  /// From here on Ctrl-C is noticed instead of ending the program; what waits is woken.
  static func watch() {
    isPending.store(false, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interruption.isPending.store(true, ordering: .relaxed) }
    sigaction(SIGINT, &action, nil)
  }

  static var isSeen: Bool { isPending.load(ordering: .relaxed) }

  /// Whether it was pressed since this was last asked.
  static func take() -> Bool { isPending.exchange(false, ordering: .relaxed) }
}
