import ClientKit
import Glibc
import JSON
import Linux

extension Command {
  static let shell = Command(
    name: "shell", synopsis: "[FILE]",
    help: "Start vshell, the interactive shell; with FILE, or with something else on stdin, run the statements in it.",
    examples: ["vctl shell", "vctl shell --read-only", "vctl shell -c 'db.Organization.get()'"],
    options: OptionDescription.shell, words: [.file]
  ) { words, arguments, settings in
    let taken = OptionDescription.shell.map(\.name) + ["socket", "instance"]
    if let other = arguments.options.first(where: { !taken.contains($0.name) }) {
      throw UsageError("shell takes no --\(other.name)", hint: "'vctl shell --help' lists what it takes")
    }
    var options = arguments.options.map { given in "--\(given.name)" + (given.value.map { "=\($0)" } ?? "") }
    // vshell reads the same environment, and not the configuration.
    let isSaid =
      ["socket", "instance"].contains { arguments.has($0) }
      || ["VCTL_SOCKET", "VCTL_INSTANCE"].contains { Terminal.environment($0)?.isEmpty == false }
    let configuration = settings.configuration
    if !isSaid, configuration.socket ?? configuration.instance != nil { options.append("--socket=\(settings.socket)") }
    throw replace("vshell", options + ["--"] + words)
  }

  /// Becomes the program that is installed beside this one, or else the one in PATH.
  ///
  /// - Returns: why it cannot.
  private static func replace(_ name: String, _ words: [String]) -> Ending {
    // Ignored signals would stay ignored.
    signal(SIGPIPE, SIG_DFL)
    var reason = ENOENT
    for program in [beside(name), name].compactMap({ $0 }) {
      var arguments: [UnsafeMutablePointer<CChar>?] = ([name] + words).map { strdup($0) } + [nil]
      defer { for argument in arguments { free(argument) } }
      execvp(program, &arguments)
      if errno != ENOENT { reason = errno }
    }
    signal(SIGPIPE, SIG_IGN)
    guard reason != ENOENT else {
      return Ending(
        .refused, "there is no \(name): it is neither beside vctl nor in PATH", hint: "it comes with vantage6-admin",
        kind: "absent")
    }
    return Ending(
      .refused, "cannot start \(name): \(systemReason(reason))", kind: "system")
  }

  private static func beside(_ name: String) -> String? {
    var room = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &room, room.count)
    guard count > 0 else { return nil }
    let path = String(decoding: room.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { path[...$0] + name }
  }
}
