import Glibc
import Linux

/// Another program that has the terminal until it ends, with signals as programs expect them. Ctrl-C is its alone
/// meanwhile.
package struct Child: ~Copyable {
  private let process: ChildProcess

  /// Nil where it cannot be run.
  ///
  /// - Parameters:
  ///   - words: the program, looked up in PATH unless it is a path, and its arguments.
  ///   - input: its standard input; nil for ours.
  ///   - output: its standard output; nil for ours.
  package init?(_ words: [String], input: Int32? = nil, output: Int32? = nil) {
    // What we ignore or hold back is not the program's matter.
    guard let process = try? ChildProcess(words, input: input, output: output, restoring: [SIGPIPE, SIGINT]) else {
      return nil
    }
    self.process = process
    signal(SIGINT, SIG_IGN)
  }

  /// Waits until it ends. SIGTERM to us, where it is held back, ends it too.
  ///
  /// - Returns: whether it said that all went well.
  package consuming func wait() -> Bool {
    defer { signal(SIGINT, SIG_DFL) }
    var (awaited, before) = (sigset_t(), sigset_t())
    sigemptyset(&awaited)
    sigaddset(&awaited, SIGCHLD)
    pthread_sigmask(SIG_BLOCK, &awaited, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let passesOn = sigismember(&before, SIGTERM) == 1
    if passesOn { sigaddset(&awaited, SIGTERM) }
    var isTold = false
    do {
      var hasSucceeded = try process.look()
      while hasSucceeded == nil {
        // Held back, so that it does not come between the look and the wait.
        var number: Int32 = 0
        if sigwait(&awaited, &number) == 0, number == SIGTERM {
          isTold = true
          kill(process.id, SIGTERM)
        }
        hasSucceeded = try process.look()
      }
      // It strikes us once nobody holds it back any more.
      if isTold { kill(getpid(), SIGTERM) }
      return hasSucceeded == true
    } catch { return false }
  }
}
