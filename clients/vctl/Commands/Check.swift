import ClientKit
import JSON
import Vocabulary

extension Command {
  static let check = Command(
    name: "check", synopsis: "[NAME…]",
    help:
      "Look for damage in the database, and show what it causes and what mends it. Nothing is changed. The exit status is "
      + "8 if something is found.",
    examples: [
      "vctl check", "vctl check --list", "vctl check --severity error", "vctl check stuck_result --stuck 7",
      "vctl check -o json",
    ],
    options: checkOptions, words: [.check], repeatsLastWord: true, methods: ["database.check", "database.checks"]
  ) { words, arguments, settings in
    // As the names of entities, they may be written like options.
    let words = words.map { $0.replacing("-", with: "_") }
    let settings = settings.patient(arguments)
    var session = try Session(settings)
    guard !arguments.has("list") else {
      return try CheckList(arguments, besides: ["severity", "stuck", "limit", "key", "hold"]).write(words, &session)
    }
    var params = JSON.Object()
    if !words.isEmpty { params["checks"] = .array(words.map { .string($0) }) }
    params["severity"] = arguments.value("severity").map { .string($0) }
    for option in ["stuck", "limit"] { params[option] = try arguments.number(option) }
    if let key = arguments.value("key"), let given = Assignment("key=" + key) {
      params["key"] = try ValueReader(.system()).secret(given, isNew: false)
    }
    if arguments.has("hold") { params["hold"] = true }
    let answer = try CheckList.call(
      "database.check", params, Command.checkOptions, changes: false, list: "vctl check --list", &session)
    let report = CheckReport(answer)
    try session.output.write(report.text(settings))
    try session.finish()
    guard !report.isClean else {
      session.notes.say("\(Wording.counted(report.checked, "check")): nothing found")
      return
    }
    throw Ending(.found, "")
  }

  private static let checkOptions = [
    OptionDescription("list", "List the checks, and what each finds."),
    OptionDescription(
      "severity", takes: "WORD",
      "Only checks that are at least so severe: error, warning or note (default note)."),
    OptionDescription(
      "stuck", takes: "DAYS", "After so many days, a result that is not finished counts as stuck (default 30)."),
    OptionDescription("limit", takes: "N", "At most so many rows of each check are listed (default 20)."),
    OptionDescription(
      "key", takes: "@FILE",
      "An API key in a file, '@-' for stdin or '?' to be asked for it: also find the nodes that have it, if there are "
        + "several."),
    .holdForCopy,
  ]
}
