import ClientKit
import JSON
import Vocabulary

extension Command {
  static let repair = Command(
    name: "repair", synopsis: "[NAME…]",
    help:
      "Mend the damage that 'vctl check' finds, in one transaction that 'vctl undo' takes back. What nobody would want "
      + "otherwise is mended; what needs a decision is left, or decided by --set. At a terminal, vctl shows what would "
      + "happen, and asks; elsewhere --yes is needed. The exit status is 8 if something is left.",
    examples: [
      "vctl repair --dry-run", "vctl repair", "vctl repair double_pair dangling_pair --yes",
      "vctl repair missing_reference --set missing_reference=delete", "vctl repair --list",
    ],
    options: repairOptions, words: [.check], repeatsLastWord: true, methods: ["database.repair"]
  ) { words, arguments, settings in
    let words = words.map { $0.replacing("-", with: "_") }
    let settings = settings.patient(arguments)
    var session = try Session(settings)
    if arguments.has("list") {
      try CheckList(arguments, besides: ["set", "dry-run", "stuck", "limit", "hold", "long"]).write(words, &session) {
        $0["repair"] != nil || $0["choices"] != nil
      }
    } else {
      try Repairing(words, arguments, settings).run(&session)
    }
  }

  static let repairOptions = [
    OptionDescription("list", "List the checks whose findings can be mended, and how."),
    OptionDescription(
      "set", takes: "CHECK=CHOICE", repeatable: true, "Decide what is to happen to findings; --list shows the choices."),
    OptionDescription("dry-run", short: "n", "Show what would be mended and left, and change nothing."),
    OptionDescription(
      "stuck", takes: "DAYS", "After so many days, a result that is not finished counts as stuck (default 30)."),
    OptionDescription("limit", takes: "N", "At most so many rows of each check are listed (default 20)."),
    .holdForCopy, .long,
  ]
}

/// One repair: rehearsed where somebody is asked, then done.
private struct Repairing {
  private let settings: Settings
  private let params: JSON.Object
  private let isDry: Bool

  init(_ words: [String], _ arguments: CommandArguments, _ settings: Settings) throws {
    self.settings = settings
    isDry = arguments.has("dry-run")
    var params = JSON.Object()
    if !words.isEmpty { params["checks"] = .array(words.map { .string($0) }) }
    let choices = arguments.values("set")
    if !choices.isEmpty { params["set"] = .array(choices.map { .string($0) }) }
    for option in ["stuck", "limit"] { params[option] = try arguments.number(option) }
    for option in ["hold", "long"] where arguments.has(option) { params[option] = true }
    self.params = params
  }

  func run(_ session: inout Session) throws {
    guard isDry || settings.assumesYes || Prompt.isPossible else {
      throw UsageError(
        "'repair' needs confirmation: use --yes, since this is not a terminal",
        hint: "--dry-run shows what it would do")
    }
    if isDry || !settings.assumesYes {
      let rehearsal = RepairReport(try call(&session, isDry: true))
      guard !isDry, rehearsal.mended > 0 else {
        try session.output.write(rehearsal.text(settings))
        return try end(rehearsal, &session)
      }
      Notes.write(rehearsal.people(settings.errorStyle))
      guard try Confirmation.isAgreed("repair? [y/N] ") else {
        throw Ending(.refused, "nothing was repaired", kind: "declined")
      }
    }
    let report = RepairReport(try call(&session, isDry: false))
    try session.output.write(report.text(settings))
    try end(report, &session)
  }

  private func end(_ report: RepairReport, _ session: inout Session) throws {
    try session.finish()
    if report.mended == 0 {
      session.notes.say(report.note)
    } else if report.isDry {
      session.notes.say(DryRun.note)
    }
    if !report.isClean { throw Ending(.found, "") }
  }

  private func call(_ session: inout Session, isDry: Bool) throws -> JSON {
    var params = params
    if isDry { params["dry_run"] = true }
    let answer = try CheckList.call(
      "database.repair", params, Command.repairOptions, changes: true, list: "vctl repair --list", &session)
    if !settings.format.isJSON {
      for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
    }
    return answer
  }
}
