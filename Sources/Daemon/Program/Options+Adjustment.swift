extension Option {
  /// The name in a settings file: `LOG_LEVEL` for `--log-level`.
  var settingName: String { name.dropFirst(2).uppercased().replacing("-", with: "_") }

  /// Whether a settings file may set the option. The service's units set the others, on the command line or by the
  /// sockets that they pass, so a line in the file would have no effect.
  var isSetting: Bool {
    !["--settings", "--socket", "--read-only-socket", "--database", "--password-file"].contains(name)
  }

  /// The names of the options that a running daemon can change.
  static let adjustable: Set<String> = [
    "--log-level", "--idle-exit", "--stop-timeout", "--audit-keep-days", "--audit-keep-records",
  ]
}

extension Options {
  /// Makes the function that reads the settings again and compares them with these; nil without a settings file.
  /// - Parameter arguments: the command line, without the program's name.
  func settingsReader(_ arguments: [String]) -> ReadSettings? {
    if settings == nil { return nil }
    return { () throws(UsageError) in try adjustment(arguments) }
  }

  private func adjustment(_ arguments: [String]) throws(UsageError) -> Adjustment {
    guard case .run(let now) = try Command(arguments) else {
      throw UsageError("the command line does not start the daemon")
    }
    let waiting = Option.all.filter { option in
      !Option.adjustable.contains(option.name) && now.given[option.name] != given[option.name]
    }
    return Adjustment(
      logLevel: now.logLevel, idleExitSeconds: now.idleExitSeconds, stopSeconds: now.stopSeconds,
      retention: now.retention, waiting: waiting.map(\.settingName))
  }
}
