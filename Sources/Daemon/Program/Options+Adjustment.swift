extension Option {
  /// In a file of settings: `LOG_LEVEL` for `--log-level`.
  var settingName: String { name.dropFirst(2).uppercased().replacing("-", with: "_") }

  /// Whether a file of settings may say it. The service's units say the others, on the command line or by its sockets:
  /// a line in the file would have no effect.
  var isSetting: Bool { !["--settings", "--socket", "--read-only-socket", "--database"].contains(name) }

  /// Those that a running daemon can change.
  static let adjustable: Set<String> = [
    "--log-level", "--idle-exit", "--stop-timeout", "--audit-keep-days", "--audit-keep-records",
  ]
}

extension Options {
  /// Reads the settings again for the daemon that was started with these; nil where it has no file of them.
  /// - Parameter arguments: those of the command line.
  func settingsReader(_ arguments: [String]) -> Daemon.ReadSettings? {
    if settings == nil { return nil }
    return { () throws(UsageError) in try adjustment(arguments) }
  }

  private func adjustment(_ arguments: [String]) throws(UsageError) -> Adjustment {
    guard case .run(let now) = try Command(arguments) else { throw UsageError("the command line asks for no daemon") }
    let waiting = Option.all.filter { option in
      !Option.adjustable.contains(option.name) && now.given[option.name] != given[option.name]
    }
    return Adjustment(
      logLevel: now.logLevel, idleExitSeconds: now.idleExitSeconds, stopSeconds: now.stopSeconds,
      retention: now.retention, waiting: waiting.map(\.settingName))
  }
}
