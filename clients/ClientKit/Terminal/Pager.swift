import CLinux
import Glibc

/// A program that shows long text page by page: `$PAGER`, else less.
package struct Pager: ~Copyable {
  private let process: pid_t
  package let input: Int32

  /// Nil when there is none: then the text is written as it is.
  package init?() {
    let program = Terminal.environment("PAGER") ?? "less"
    guard !program.isEmpty, program != "cat" else { return nil }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    guard let process = Self.spawn(program, reading: ends[0]) else {
      close(ends[0])
      close(ends[1])
      return nil
    }
    close(ends[0])
    (self.process, input) = (process, ends[1])
    // Ctrl-C is the pager's while it shows.
    signal(SIGINT, SIG_IGN)
  }

  /// Waits until the person has seen enough.
  package consuming func finish() {
    close(input)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    signal(SIGINT, SIG_DFL)
  }

  private static func spawn(_ program: String, reading end: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    posix_spawn_file_actions_addclose(&actions, end)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // We ignore SIGPIPE; the pager must not inherit that.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // Quits when it fits, keeps colours, and leaves the text on the screen.
    if getenv("LESS") == nil { setenv("LESS", "FRX", 0) }
    var process: pid_t = 0
    let words = program == "less" ? ["less"] : ["/bin/sh", "-c", program]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let status = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
    return status == 0 ? process : nil
  }
}
