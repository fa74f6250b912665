import ClientKit
import JSON
import Vocabulary

extension Command {
  static let apply = Command(
    name: "apply", synopsis: "-f FILE",
    help:
      "Make the database equal to what a file declares, all or nothing, and show what changes. It takes the files that "
      + "'vctl import' takes. Fields that the file does not give stay as they are. A second time there is nothing to do. "
      + "--prune also deletes what an earlier apply of the same name made and the file does not declare any more. At a "
      + "terminal, vctl shows the plan and asks; elsewhere only a deletion needs --yes. The exit status of a dry run is 9 "
      + "if something would change.",
    examples: [
      "vctl apply -f network.yaml --dry-run", "vctl apply -f network.yaml", "vctl apply -f network.d --prune --yes",
      "vctl apply -f nodes.yaml --prune --entity node --where collaboration=ZEPPELIN",
    ],
    options: applyOptions, methods: ["database.apply"]
  ) { words, arguments, settings in
    try Applying(words, arguments, settings.patient(arguments)).run()
  }

  static let applyOptions =
    declaring + [
      ExchangeCall.secrets,
      OptionDescription("dry-run", short: "n", "Show what would change, and change nothing."), .accept, .long,
    ]

  /// The options that say what is declared, of `apply` and `diff`.
  static let declaring = [
    OptionDescription(
      "file", short: "f", takes: "FILE", repeatable: true,
      "A file, or a folder of files ending in .yaml, .yml, .jsonl or .json; '-' reads standard input."),
    OptionDescription(
      "name", takes: "NAME",
      "What is applied, as the audit log calls it, and --prune finds it; by default FILE without folder and ending."),
    OptionDescription("prune", "Also delete what an earlier apply of that name made and the file does not declare."),
    OptionDescription(
      "entity", takes: "NAME", repeatable: true,
      "With --prune, delete the records of this entity that the file does not declare, whoever made them."),
    OptionDescription(
      "where", takes: "CONDITION", repeatable: true,
      "Only records for which it holds, as for 'list'; needs one --entity."),
    ExchangeCall.role,
  ]
}

/// What `apply` and `diff` declare.
struct Declaration {
  let paths: [String]
  private let arguments: CommandArguments

  /// - Throws: without a file, or without a name where one is needed.
  init(_ command: String, _ words: [String], _ arguments: CommandArguments) throws {
    self.arguments = arguments
    paths = arguments.values("file")
    guard words.isEmpty else {
      let word = Escape.controls(in: words[0])
      throw UsageError("'vctl \(command)' takes no '\(word)'", hint: "'vctl \(command) -f \(word.shellWord)'")
    }
    guard !paths.isEmpty else {
      throw UsageError("'vctl \(command)' needs -f, a file or a folder", hint: "'vctl \(command) -f network.yaml'")
    }
    guard arguments.has("prune") else {
      for option in ["entity", "where"] where arguments.has(option) {
        throw UsageError("--\(option) says what --prune deletes: give both")
      }
      return
    }
    guard name != nil || arguments.has("entity") else {
      throw UsageError(
        "--prune needs --name: nothing names standard input or several files", hint: "use the same name each time")
    }
  }

  private var name: String? { arguments.value("name") ?? RecordFiles.name(of: paths) }

  func files() throws -> RecordFiles { try RecordFiles.read(RecordFiles.files(at: paths)) }

  func params(_ session: inout Session) throws -> JSON.Object {
    var params = ExchangeCall.params(arguments)
    params["name"] = name.map { .string($0) }
    if arguments.has("prune") { params["prune"] = true }
    return JSON.Object(params.members + (try RecordSelection(arguments).params(&session)).members)
  }
}

/// One apply: rehearsed where somebody is asked, then done.
private struct Applying {
  private let settings: Settings
  private let arguments: CommandArguments
  private let declaration: Declaration
  private let call = ExchangeCall("database.apply", Command.applyOptions, happened: "applied")

  init(_ words: [String], _ arguments: CommandArguments, _ settings: Settings) throws {
    (self.settings, self.arguments) = (settings, arguments)
    declaration = try Declaration("apply", words, arguments)
  }

  func run() throws {
    var session = try Session(settings)
    try session.checkMayChange(asking: "database.apply")
    let files = try declaration.files()
    var params = try declaration.params(&session)
    guard !arguments.has("dry-run") else { return try rehearse(params, files, &session) }
    let asks = !settings.assumesYes && (Prompt.isPossible || arguments.has("prune"))
    if asks, try !confirm(&params, files, &session) { return }
    let target = try arguments.value("secrets").map { try SecretsFile($0) }
    let answer = try call.answer(params, files, &session)
    let report = ApplyReport(answer)
    if let target { try target.publish(NewSecrets(answer)) }
    // Who was asked has seen the rest.
    let text = asks && !report.isEmpty ? report.summary : report.people(settings.style)
    let secrets = arguments.has("secrets") ? "" : NewSecrets(answer).text(settings.style)
    try session.output.write(report.forPrograms(settings) ?? (text + secrets))
    try end(report, answer, &session)
  }

  private func rehearse(_ params: JSON.Object, _ files: borrowing RecordFiles, _ session: inout Session) throws {
    let answer = try call.answer(params, files, &session)
    let report = ApplyReport(answer)
    try session.output.write(report.forPrograms(settings) ?? report.people(settings.style))
    try end(report, answer, &session)
    guard !report.isEmpty else { return }
    session.notes.say(DryRun.note)
    throw Ending(.differs, "")
  }

  private func end(_ report: ApplyReport, _ answer: JSON, _ session: inout Session) throws {
    ExchangeCall.warn(answer, session)
    try session.finish()
    if report.isEmpty { session.notes.say("no changes") }
  }

  /// Shows the plan and asks. What was shown is what will be done, or nothing.
  /// - Returns: false if there is nothing to do.
  private func confirm(
    _ params: inout JSON.Object, _ files: borrowing RecordFiles, _ session: inout Session
  ) throws -> Bool {
    var rehearsal = params
    rehearsal["dry_run"] = true
    let answer = try call.answer(rehearsal, files, &session)
    let report = ApplyReport(answer)
    guard !report.isEmpty else {
      try session.output.write(report.forPrograms(settings) ?? "")
      try end(report, answer, &session)
      return false
    }
    params["plan"] = report.plan
    guard Prompt.isPossible else {
      guard report.deleted > 0 else { return true }
      Notes.write(report.people(settings.errorStyle))
      throw UsageError(
        "'apply' would delete \(Wording.counted(report.deleted, "record")): use --yes, since this is not a terminal",
        hint: "--dry-run shows what it would do")
    }
    Notes.write(report.people(settings.errorStyle))
    ExchangeCall.warn(answer, session)
    if let wait = report.lockTime { session.notes.say(wait) }
    guard try Confirmation.isAgreed("apply? [y/N] ") else {
      throw Ending(.refused, "nothing was applied", kind: "declined")
    }
    return true
  }
}
