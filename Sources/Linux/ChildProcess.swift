import Glibc

/// A child process that was started and not yet waited for.
package struct ChildProcess: ~Copyable, Sendable {
  package let id: Int32

  /// - Parameters:
  ///   - words: the program, looked up in PATH unless it is a path, and its arguments.
  ///   - input: its standard input; nil to inherit ours.
  ///   - output: its standard output; nil to inherit ours.
  ///   - restored: signals that get their default action in the child, even if this process ignores them. No signal is
  ///     blocked in the child then. Nil to inherit both.
  package init(
    _ words: [String], input: Int32? = nil, output: Int32? = nil, restoring restored: [Int32]? = nil
  ) throws(SystemError) {
    guard let program = words.first else { throw SystemError("posix_spawnp", code: ENOENT) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (given, standard) in [(input, 0), (output, 1)] as [(Int32?, Int32)] {
      guard let given else { continue }
      posix_spawn_file_actions_adddup2(&actions, given, standard)
      posix_spawn_file_actions_addclose(&actions, given)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if let restored {
      var (none, defaults) = (sigset_t(), sigset_t())
      sigemptyset(&none)
      sigemptyset(&defaults)
      for signal in restored { sigaddset(&defaults, signal) }
      posix_spawnattr_setsigmask(&attributes, &none)
      posix_spawnattr_setsigdefault(&attributes, &defaults)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, program, &actions, &attributes, &arguments, environ)
    if code != 0 { throw SystemError("posix_spawnp", code: code) }
    id = process
  }

  /// Waits until the process ends.
  /// - Returns: whether its exit status is 0.
  package consuming func wait() throws(SystemError) -> Bool {
    var status: Int32 = 0
    if retrying({ waitpid(id, &status, 0) }) < 0 { throw SystemError("waitpid") }
    return status == 0
  }

  /// Whether its exit status is 0; nil while it runs. Must not be called again after it has returned a value.
  package func look() throws(SystemError) -> Bool? {
    var status: Int32 = 0
    let ended = retrying { waitpid(id, &status, WNOHANG) }
    if ended < 0 { throw SystemError("waitpid") }
    return ended == id ? status == 0 : nil
  }
}
