extension OptionDescription {
  /// How vshell behaves, also where `vctl shell` starts it.
  package static let shell = [
    OptionDescription("command", short: "c", takes: "STATEMENT", repeatable: true, "Run this instead of a file."),
    OptionDescription("read-only", "Refuse every change."),
    OptionDescription("keep-going", "Go on after an error; the exit status still reports it."),
    OptionDescription("echo", "Print each statement with its prompt before its output."),
  ]
}
