import ClientKit
import Glibc
import JSON
import Linux

extension Command {
  static let migrate = Command(
    name: "migrate", synopsis: "--to VERSION",
    help:
      "Bring the database to the tables of a newer version of the server, and carry everything over. It also completes "
      + "a database that the server upgraded by itself. Stop the server first, and start the new version afterwards. "
      + "At a terminal, vctl shows what would happen, and asks; elsewhere --yes is needed.",
    examples: [
      "vctl migrate --to 4 --dry-run", "vctl migrate --to 4", "vctl migrate --to 4 --long --yes",
      "vctl migrate --to 5 --accounts accounts.json",
    ],
    options: migrateOptions, methods: ["database.migrate"]
  ) { words, arguments, settings in
    guard words.isEmpty else { throw UsageError("migrate takes no '\(Escape.controls(in: words[0]))'") }
    guard let text = arguments.value("to") else {
      throw UsageError(
        "migrate needs --to, the version to bring the database to", hint: "'vctl migrate --to 4 --dry-run'")
    }
    guard let generation = Int64(text) else {
      throw UsageError("--to needs the number of a version, such as 4, not '\(Escape.controls(in: text))'")
    }
    let settings = settings.patient(arguments)
    var session = try Session(settings)
    try Migrating(to: generation, arguments, settings).run(&session)
    try session.finish()
  }

  static let migrateOptions = [
    OptionDescription("to", takes: "VERSION", "The version: 3, 4 or 5."),
    OptionDescription(
      "accounts", takes: "FILE",
      "To version 5: a new file for the accounts that users and nodes need at Keycloak, for its partial import."),
    OptionDescription(
      "initiator", takes: "ORGANIZATION", "To version 5: who started the tasks for which nothing tells it."),
    OptionDescription("dry-run", short: "n", "Show the whole report, and change nothing."),
    OptionDescription("no-copy", "Make no copy of the database beside it first."), .long,
  ]
}

/// One migration: rehearsed where somebody is asked, then done.
private struct Migrating {
  private let settings: Settings
  private let params: JSON.Object
  private let isDry: Bool
  private let keepsCopy: Bool
  private let accounts: AccountsFile?

  init(to generation: Int64, _ arguments: CommandArguments, _ settings: Settings) throws {
    self.settings = settings
    isDry = arguments.has("dry-run")
    var params = JSON.Object([.init("to", .integer(generation))])
    if arguments.has("long") { params["long"] = true }
    keepsCopy = !arguments.has("no-copy")
    if !keepsCopy { params["copy"] = false }
    if let text = arguments.value("initiator") { params["initiator"] = try ValueReader.reference(text, "--initiator") }
    accounts = arguments.value("accounts").map(AccountsFile.init)
    self.params = params
  }

  func run(_ session: inout Session) throws {
    guard isDry || settings.assumesYes || Prompt.isPossible else {
      throw UsageError(
        "'migrate' needs confirmation: use --yes, since this is not a terminal",
        hint: "--dry-run shows what it would do")
    }
    if !isDry { try accounts?.checkIsNew() }
    if isDry || !settings.assumesYes || accounts != nil {
      guard try rehearse(&session) else { return }
    }
    let report = MigrationText(try call(&session, isDry: false))
    try session.output.write(report.text(settings))
    if report.isEmpty { session.say(report.nothing) }
    if let kept = report.kept { session.say("the contents from before are in '\(kept)'") }
    if report.accounts != nil, let accounts {
      session.say("the accounts for Keycloak are in '\(Escape.controls(in: accounts.path))'")
    }
  }

  /// Shows what would happen, asks, and writes the accounts before the database loses what only they need.
  /// - Returns: whether there is anything to do, and it is to be done.
  private func rehearse(_ session: inout Session) throws -> Bool {
    let rehearsal = MigrationText(try call(&session, isDry: true))
    guard !isDry, !rehearsal.isEmpty else {
      try session.output.write(rehearsal.text(settings))
      session.say(isDry && !rehearsal.isEmpty ? DryRun.note : rehearsal.nothing)
      return false
    }
    guard rehearsal.accounts == nil || accounts != nil else {
      throw UsageError(
        "the migration drops names and addresses that only Keycloak keeps: --accounts needs a file for them",
        hint: "'vctl migrate --to \(rehearsal.version) --accounts accounts.json'")
    }
    if !settings.assumesYes { try ask(rehearsal, session) }
    if let document = rehearsal.accounts { try accounts?.write(document) }
    return true
  }

  private func ask(_ rehearsal: MigrationText, _ session: borrowing Session) throws {
    Notes.write(rehearsal.people(settings.errorStyle))
    if let wait = rehearsal.lockTime { session.notes.say(wait) }
    session.notes.hint(
      keepsCopy
        ? "a copy of the database is made first, beside it; changes before the migration cannot be undone"
        : "changes before the migration cannot be undone")
    guard try Confirmation.isAgreed("migrate? [y/N] ") else {
      throw Ending(.refused, "nothing was migrated", kind: "declined")
    }
  }

  private func call(_ session: inout Session, isDry: Bool) throws -> JSON {
    var params = params
    if isDry { params["dry_run"] = true }
    if accounts != nil { params["accounts"] = true }
    let answer = try session.call("database.migrate", params, Command.migrateOptions, changes: true)
    if !settings.format.isJSON {
      for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
    }
    return answer
  }
}

/// The new file for the accounts.
private struct AccountsFile {
  let path: String

  init(_ path: String) { self.path = path }

  func checkIsNew() throws {
    guard access(path, F_OK) != 0 else {
      throw Ending(.conflict, "'\(Escape.controls(in: path))' exists already", hint: "give another name")
    }
  }

  func write(_ document: JSON) throws {
    do throws(SystemError) {
      let file = try WholeFile(at: path)
      try Transfer.writeAll(document.description + "\n", to: file.number)
      try file.publish(replaces: false)
    } catch {
      throw Ending(.refused, "cannot write '\(Escape.controls(in: path))': \(systemReason(error.code))")
    }
  }
}
