import Glibc

/// Another program that has the terminal until it ends, with signals as programs expect them. Ctrl-C is its alone
/// meanwhile.
package struct Child: ~Copyable {
  private let process: pid_t

  /// Nil where it cannot be run.
  ///
  /// - Parameters:
  ///   - words: the program, looked up in PATH unless it is a path, and its arguments.
  ///   - input: its standard input; nil for ours.
  package init?(_ words: [String], input: Int32? = nil) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
      posix_spawn_file_actions_addclose(&actions, input)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What we ignore or hold back is not the program's matter.
    var (none, ours) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&ours)
    for signal in [SIGPIPE, SIGINT] { sigaddset(&ours, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &ours)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    guard let program = words.first,
      posix_spawnp(&process, program, &actions, &attributes, &arguments, environ) == 0
    else { return nil }
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
    var status: Int32 = 0
    var isTold = false
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      guard ended == 0 || errno == EINTR else { return false }
      // Held back, so that it does not come between the look and the wait.
      var number: Int32 = 0
      if sigwait(&awaited, &number) == 0, number == SIGTERM {
        isTold = true
        kill(process, SIGTERM)
      }
    }
    // It strikes us once nobody holds it back any more.
    if isTold { kill(getpid(), SIGTERM) }
    return status == 0
  }
}
