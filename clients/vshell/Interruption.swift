import Glibc
import Synchronization

/// What the terminal or the system said by a signal since it was last asked.
enum Interruption {
  /// Ctrl-C.
  private static let isPending = Atomic<Bool>(false)
  /// The terminal went away, or somebody ended the program.
  private static let isOver = Atomic<Bool>(false)
  /// The terminal has another size.
  private static let isResized = Atomic<Bool>(false)
  /// The program goes on after it was stopped.
  private static let isResumed = Atomic<Bool>(false)

  static let signals = [SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT]

  /// From here on signals are noticed instead of ending the program; what waits is woken.
  static func watch() {
    isPending.store(false, ordering: .relaxed)
    on(SIGINT) { _ in Interruption.isPending.store(true, ordering: .relaxed) }
    on(SIGTERM) { _ in Interruption.isOver.store(true, ordering: .relaxed) }
    on(SIGHUP) { _ in Interruption.isOver.store(true, ordering: .relaxed) }
    on(SIGWINCH) { _ in Interruption.isResized.store(true, ordering: .relaxed) }
    on(SIGCONT) { _ in Interruption.isResumed.store(true, ordering: .relaxed) }
  }

  private static func on(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    // Without SA_RESTART: read(2) and poll(2) come back at once.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(signal, &action, nil)
  }

  /// Whether anything was, and nobody asked since.
  static var isNoticed: Bool {
    isSeen || isResized.load(ordering: .relaxed) || isResumed.load(ordering: .relaxed)
  }

  /// Whether a running statement has to stop.
  static var isSeen: Bool { isPending.load(ordering: .relaxed) || hasEnded }
  static var hasEnded: Bool { isOver.load(ordering: .relaxed) }

  /// Whether Ctrl-C was pressed since this was last asked.
  static func take() -> Bool { isPending.exchange(false, ordering: .relaxed) }
  static func takeResize() -> Bool { isResized.exchange(false, ordering: .relaxed) }
  static func takeResumption() -> Bool { isResumed.exchange(false, ordering: .relaxed) }
}
