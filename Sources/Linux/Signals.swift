import CLinux
import Glibc

/// Signals as events of a descriptor (signalfd(2)), so that no code runs in a signal handler.
package struct Signals: ~Copyable, Sendable {
  package let descriptor: Descriptor

  /// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those that it starts. To be called before the first thread.
  package init() throws(SystemError) {
    let signals = [SIGTERM, SIGINT, SIGHUP]
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    let code = pthread_sigmask(SIG_BLOCK, &set, nil)
    if code != 0 { throw SystemError("pthread_sigmask", code: code) }
    let number = linux_signal_events(signals, Int32(signals.count))
    if number < 0 { throw SystemError("signalfd", code: -number) }
    descriptor = Descriptor(owning: number)
  }

  /// The next pending signal; nil if there is none.
  package func next() -> Int32? {
    let signal = linux_next_signal(descriptor.number)
    return signal == 0 ? nil : signal
  }
}
