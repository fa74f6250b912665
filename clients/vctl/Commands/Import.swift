import ClientKit
import Glibc
import JSON
import JSONRPC
import Linux
import Vocabulary

extension Command {
  static let importing = Command(
    name: "import", synopsis: "FILE",
    help:
      "Make the records of a file, all or none: a file that 'vctl export' wrote, one in the same form (YAML with a list of "
      + "records for each entity, or a JSON object per line), or the file of organizations and collaborations that the "
      + "server's own import reads. '-' reads standard input. All errors are shown with their lines. New API keys are "
      + "printed once.",
    examples: [
      "vctl import network.yaml --dry-run", "vctl import network.yaml --role Researcher --secrets keys.csv",
      "vctl import export.jsonl --update",
    ],
    options: importOptions, words: [.file], methods: ["database.import"]
  ) { words, arguments, settings in
    guard words.count == 1 else { throw UsageError("'vctl import' needs one FILE, or '-' for standard input") }
    var session = try Session(settings.patient(arguments))
    try session.checkMayChange(asking: "database.import")
    let files = try RecordFiles.read([words[0]])
    let target = try arguments.value("secrets").map { try SecretsFile($0) }
    var params = ExchangeCall.params(arguments)
    if arguments.has("update") { params["update"] = true }
    let answer = try ExchangeCall("database.import", importOptions, happened: "imported").answer(
      params, files, &session)
    let report = ImportReport(answer)
    if let target { try target.publish(NewSecrets(answer)) }
    try session.output.write(report.text(settings, showsSecrets: !arguments.has("secrets")))
    ExchangeCall.warn(answer, session)
    try session.finish()
    if report.isEmpty { session.notes.say("no changes") }
    if params["dry_run"] == true { session.notes.say(DryRun.note) }
  }

  private static let importOptions = [
    OptionDescription("update", "Change existing records; otherwise one is an error."),
    ExchangeCall.role, ExchangeCall.secrets,
    OptionDescription("dry-run", short: "n", "Show what would be made and changed, and change nothing."),
    OptionDescription(
      "accept", takes: "WORD", repeatable: true, "Accept a consequence that the refusal of an import names."),
    .long,
  ]
}

/// The answer of `database.import`.
private struct ImportReport {
  private let answer: JSON
  private static let columns = [
    Column("entity", isName: true, importance: 100), Column("created", number: true, importance: 95),
    Column("updated", number: true, importance: 90), Column("unchanged", number: true, importance: 80),
  ]

  init(_ answer: JSON) { self.answer = answer }

  private var records: [JSON] { answer["records"]?.array ?? [] }
  var isEmpty: Bool { records.allSatisfy { $0["created"] == 0 && $0["updated"] == 0 } }

  func text(_ settings: Settings, showsSecrets: Bool) -> String {
    var text = ""
    if case .json = settings.format {
      var format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
      return text
    }
    var format = settings.format.make(Self.columns, key: ["entity"], settings.style)
    format.add(records, to: &text)
    format.finish(&text)
    if showsSecrets, settings.format == .table { text += NewSecrets(answer).text(settings.style) }
    return text
  }
}
