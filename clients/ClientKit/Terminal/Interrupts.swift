import CLinux
import Glibc

/// Holds back SIGINT and SIGTERM while it lives, so that what waits can notice them, clean up and say what is known.
package struct Interrupts: ~Copyable {
  /// Readable once a signal came; negative where the system gives none.
  package let descriptor: Int32
  private var before: sigset_t

  /// - Parameter others: also held back, and noticed by nobody before the end.
  package init(holding others: [Int32] = []) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    descriptor = linux_signal_events([SIGINT, SIGTERM], 2)
    for other in others { sigaddset(&signals, other) }
    before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &signals, &before)
  }

  /// A signal that came and was not noticed strikes now.
  deinit {
    if descriptor >= 0 { close(descriptor) }
    var before = before
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  package enum Wake: Sendable { case ready, timeout, interrupted }

  /// Waits until the descriptor is ready, a signal comes, or the time is over.
  package func wait(for descriptor: Int32, _ events: Int32, _ timeout: Duration?) -> Wake {
    var both = (
      pollfd(fd: descriptor, events: Int16(events), revents: 0),
      pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
    )
    let end = timeout.map { ContinuousClock.now + $0 }
    while true {
      let left = end.map { max(.zero, $0 - .now).milliseconds } ?? -1
      let count = withUnsafeMutableBytes(of: &both) { poll($0.bindMemory(to: pollfd.self).baseAddress, 2, left) }
      if count == 0 { return .timeout }
      if count < 0 {
        guard errno == EINTR || errno == EAGAIN else { return .ready }
        continue
      }
      if both.1.revents != 0 {
        // Taken, so that it does not strike after it was told.
        _ = linux_next_signal(self.descriptor)
        return .interrupted
      }
      if both.0.revents != 0 { return .ready }
    }
  }
}

extension Duration {
  /// Rounded up, so that a short time is not none, and at most what poll(2) takes.
  fileprivate var milliseconds: Int32 {
    let (seconds, attoseconds) = components
    let whole =
      seconds > 2_000_000
      ? 2_000_000_000 : seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: whole)
  }
}
