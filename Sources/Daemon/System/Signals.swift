import CLinux
import Glibc

/// Signals as events of a descriptor, signalfd(2), so that no code runs in a handler.
package struct Signals: ~Copyable, Sendable {
  let descriptor: Descriptor

  /// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those that it starts. To be called before the first thread.
  package init() throws(SystemError) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    let code = pthread_sigmask(SIG_BLOCK, &set, nil)
    if code != 0 { throw SystemError("pthread_sigmask", code: code) }
    let number = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    if number < 0 { throw SystemError("signalfd") }
    descriptor = Descriptor(owning: number)
  }

  /// The next signal that came; nil when there is none.
  func next() -> Int32? {
    var signal = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    return read(descriptor.number, &signal, size) == size ? Int32(signal.ssi_signo) : nil
  }
}
