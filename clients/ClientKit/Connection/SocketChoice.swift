import Vocabulary

/// Which socket a client connects to, by its command line and its environment.
package enum SocketChoice {
  /// The options by which it is chosen.
  package static let options = [
    OptionDescription(
      "socket", takes: "PATH", "The daemon's socket (default VCTL_SOCKET, then \(Instance.main.socket))."),
    OptionDescription("instance", takes: "NAME", "The daemon vantage6-admin@NAME (default VCTL_INSTANCE)."),
  ]

  /// What is said on the command line comes before the environment, and a path before a name.
  /// - Parameters:
  ///   - readOnly: the instance's socket for calls that change nothing. A path is taken as it is.
  ///   - socket, instance: those of a configuration, which come last.
  /// - Throws: when both options are given, or one of them is empty or no name.
  package static func path(
    _ arguments: CommandArguments, readOnly: Bool = false, socket: String? = nil, instance: String? = nil
  ) throws(UsageError) -> String {
    let (path, name) = (arguments.value("socket"), arguments.value("instance"))
    if path != nil, name != nil { throw UsageError("--socket and --instance exclude each other") }
    if path?.isEmpty == true { throw UsageError("--socket needs a path") }
    if let path { return path }
    if let name { return try Self.path(name, "--instance", readOnly) }
    if let path = Terminal.environment("VCTL_SOCKET"), !path.isEmpty { return path }
    if let name = Terminal.environment("VCTL_INSTANCE"), !name.isEmpty {
      return try Self.path(name, "VCTL_INSTANCE", readOnly)
    }
    if let socket { return socket }
    if let instance { return try Self.path(instance, "instance", readOnly) }
    return readOnly ? Instance.main.readOnlySocket : Instance.main.socket
  }

  /// The socket beside it for calls that change nothing; nil for a path of another form.
  package static func readOnly(beside path: String) -> String? {
    let (main, readOnly) = ("/admin.sock", "/read.sock")
    return path.hasSuffix(main) ? path.dropLast(main.count) + readOnly : nil
  }

  private static func path(_ name: String, _ source: String, _ readOnly: Bool) throws(UsageError) -> String {
    guard let instance = Instance(name) else {
      throw UsageError(
        "\(source): '\(Escape.controls(in: name))' is not the name of an instance",
        hint: "use letters, digits, '_', '.' and '-', and begin with a letter or a digit")
    }
    return readOnly ? instance.readOnlySocket : instance.socket
  }
}
