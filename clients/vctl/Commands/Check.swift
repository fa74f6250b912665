import ClientKit
import JSON
import JSONRPC
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
    options: [
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
      OptionDescription(
        "hold", "Keep other processes waiting until the private copy is made, if they change the file all the time."),
    ],
    words: [.check], repeatsLastWord: true, methods: ["database.check", "database.checks"]
  ) { words, arguments, settings in
    // As the names of entities, they may be written like options.
    let words = words.map { $0.replacing("-", with: "_") }
    let settings = settings.patient(arguments)
    var session = try Session(settings)
    guard !arguments.has("list") else { return try list(words, arguments, &session) }
    var params = JSON.Object()
    if !words.isEmpty { params["checks"] = .array(words.map { .string($0) }) }
    params["severity"] = arguments.value("severity").map { .string($0) }
    for option in ["stuck", "limit"] { params[option] = try number(option, arguments) }
    if let key = arguments.value("key"), let given = Assignment("key=" + key) {
      params["key"] = try ValueReader(.system()).secret(given, isNew: false)
    }
    if arguments.has("hold") { params["hold"] = true }
    let answer = try ask(params, &session)
    let report = CheckReport(answer)
    try session.output.write(report.text(settings))
    try session.finish()
    guard !report.isClean else {
      session.notes.say("\(Wording.counted(report.checked, "check")): nothing found")
      return
    }
    throw Ending(.found, "")
  }

  private static func number(_ option: String, _ arguments: CommandArguments) throws(UsageError) -> JSON? {
    guard let text = arguments.value(option) else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw UsageError("--\(option) needs a whole number, not '\(Escape.controls(in: text))'")
    }
    return .integer(number)
  }

  /// - Throws: for an unknown name, with what lists them here.
  private static func ask(_ params: JSON.Object, _ session: inout Session) throws -> JSON {
    do { return try session.call("database.check", .object(params), isChange: false) } catch CallFailure.refused(
      let refusal)
    {
      var ending = Ending(refusal: refusal)
      ending.hint = refusal.hint(Command.check.options)
      if refusal.data?["field"] == "checks" { ending.hint = "'vctl check --list' lists them" }
      throw ending
    }
  }

  private static func list(_ words: [String], _ arguments: CommandArguments, _ session: inout Session) throws {
    for option in ["severity", "stuck", "limit"] where arguments.has(option) {
      throw UsageError("--\(option) does not go with --list")
    }
    let checks = try session.call("database.checks", [:], isChange: false)["checks"]?.array ?? []
    for word in words where !checks.contains(where: { $0["name"]?.string == word }) {
      let names = checks.compactMap { $0["name"]?.string }
      throw UsageError("unknown check '\(Escape.controls(in: word))'" + NearMiss.question(word, among: names))
    }
    let chosen = checks.filter { check in words.isEmpty || words.contains(check["name"]?.string ?? "") }
    let settings = session.settings
    let columns = [
      Column("name", isName: true, importance: 100), Column("severity", importance: 90), Column("finds"),
    ]
    var format = settings.format.make(columns, key: ["name"], settings.style)
    var text = ""
    format.add(chosen, to: &text)
    format.finish(&text)
    try session.output.write(text)
    try session.finish()
  }
}
