import ClientKit
import JSON

extension OptionDescription {
  /// The options that vctl knows by itself. Those of a verb come from the daemon's description.
  static let common: [OptionDescription] =
    [
      OptionDescription(
        "output", short: "o", takes: "FORMAT",
        "table, wide (a table that is never cut), json, jsonl, yaml, csv, name, or template=TEXT such as "
          + "'{username} <{email}>'."),
      OptionDescription(
        "fields", takes: "A,B.C",
        "Which fields to show, across relations by dots; '*' is everything, +A the default and A, -A the default without "
          + "A."),
      OptionDescription("no-header", "Leave out the names of columns."),
      OptionDescription("quiet", short: "q", "Print names only (ids where there are none)."),
      OptionDescription("yes", short: "y", "Do not ask before something is deleted or undone."),
      OptionDescription(
        "timeout", takes: "TIME",
        "How long to wait while the daemon is silent, such as 90, 30s or 10m; 0: for ever (default 30s)."),
    ] + SocketChoice.options + [
      OptionDescription("read-only", "Refuse every change, and use the daemon's socket for reading."),
      OptionDescription("color", takes: "WHEN", "auto, always or never."),
      OptionDescription("no-pager", "Never show long output page by page."),
      OptionDescription("help", short: "h", "Show what this does, and how to use it."),
      OptionDescription("version", "Print the version."),
    ]

  /// For changes that vctl makes by commands of its own; verbs have theirs from the daemon.
  static let long = OptionDescription(
    "long", "Let it take longer than two seconds, while the vantage6 server waits.")

  static let holdForCopy = OptionDescription(
    "hold", "Keep other processes waiting until the private copy is made, if they change the file all the time.")

  /// Of deletes: vctl decides it, by the daemon's answer that there is no such record.
  static let ifExists = OptionDescription("if-exists", "Do nothing where there is no such record.")

  static let condition = OptionDescription(
    "where", takes: "CONDITION", repeatable: true,
    "FIELD=VALUE; FIELD=A,B is one of them; !=, <, <=, >, >=; ~ contains the part, or matches a pattern with %; "
      + "!~ does not; FIELD= is null. 'not A=1', 'A=1 or B=2' and '(A=1 or B=2) and C=3' join them. "
      + "May be repeated: all must hold.")

  /// What selects records, for verbs that answer pages of them.
  static let listing = [
    condition,
    OptionDescription("order", takes: "A,-B", "Fields to sort by, - before a name for descending."),
    OptionDescription("limit", takes: "N", "At most this many records; all by default."),
    OptionDescription("count", "Print only how many there are."),
  ]
}

extension CommandArguments {
  /// The value of an option that takes a whole number from 0; nil without it.
  func number(_ option: String) throws(UsageError) -> JSON? {
    guard let text = value(option) else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw UsageError("--\(option) needs a whole number, not '\(Escape.controls(in: text))'")
    }
    return .integer(number)
  }
}
