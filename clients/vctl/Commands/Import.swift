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
    let file = try RecordFile.read(words[0])
    let target = try arguments.value("secrets").map { try SecretsFile($0) }
    var params = JSON.Object()
    for option in ["update", "dry-run", "long"] where arguments.has(option) {
      params[option.replacing("-", with: "_")] = true
    }
    // The daemon says what else is wrong.
    if file.hasFlaws { params["dry_run"] = true }
    params["roles"] = arguments.words("role")
    params["accept"] = arguments.words("accept")
    let answer: JSON
    do {
      answer = try session.call(
        "database.import", .object(params), isChange: params["dry_run"] != true, mayChange: true, file: file.file.number
      )
    } catch CallFailure.refused(let refusal) {
      throw Self.ending(file.errors(with: refusal.data?["errors"]?.array ?? []), file, settings, refusal)
    }
    if file.hasFlaws { throw Self.ending(file.errors(with: []), file, settings) }
    let report = ImportReport(answer)
    if let target { try target.publish(report.secrets) }
    try session.output.write(report.text(settings, showsSecrets: !arguments.has("secrets")))
    if !settings.format.isJSON { for warning in report.warnings { session.notes.warn(warning) } }
    try session.finish()
    if report.isEmpty { session.notes.say("no changes") }
    if params["dry_run"] == true { session.notes.say(DryRun.note) }
  }

  /// Tells all errors, and how many there are.
  /// - Parameter refusal: the daemon's, which may have counted more errors than it lists.
  private static func ending(
    _ errors: [JSON], _ file: borrowing RecordFile, _ settings: Settings, _ refusal: RPCError? = nil
  ) -> Ending {
    var ending = refusal.map { Ending(refusal: $0) } ?? Ending(.refused, "", kind: "invalid")
    guard !errors.isEmpty else { return ending }
    // Other hints stand beside their errors.
    ending.hint = refusal?.remedy == nil ? nil : refusal?.hint(importOptions)
    let listed = refusal?.data?["errors"]?.array?.count ?? 0
    let unlisted = (refusal?.data?["count"]?.integer).map { $0 - Int64(listed) } ?? 0
    let count = Int64(errors.count) + unlisted
    ending.message = "\(Wording.counted(count, "error")): nothing was imported"
    if var error = ending.error.object, var data = error["data"]?.object {
      data["count"] = .integer(count)
      data["errors"] = .array(errors)
      error["data"] = .object(data)
      if refusal == nil { error["message"] = .string(ending.message) }
      ending.error = .object(error)
    }
    guard !settings.format.isJSON else { return ending }
    for error in errors { Notes.write(settings.errorStyle.safe(file.text(error)) + "\n") }
    if unlisted > 0 { Notes.write("… and \(Quantity.count(unlisted)) more\n") }
    return ending
  }

  private static let importOptions = [
    OptionDescription("update", "Change existing records; otherwise one is an error."),
    OptionDescription(
      "role", takes: "NAME", repeatable: true,
      "A role for the users of a file for the server's own import that names none. Without it, they get none."),
    OptionDescription(
      "secrets", takes: "FILE", "Write new API keys to a new file of mode 0600, and not to standard output."),
    OptionDescription("dry-run", short: "n", "Show what would be made and changed, and change nothing."),
    OptionDescription(
      "accept", takes: "WORD", repeatable: true, "Accept a consequence that the refusal of an import names."),
    .long,
  ]
}

/// The file for new secrets. It is made before the import, so that no key is lost to a wrong name.
private struct SecretsFile: ~Copyable {
  private let path: String
  private let file: WholeFile

  init(_ path: String) throws {
    self.path = path
    guard access(path, F_OK) != 0 else {
      throw Ending(.conflict, "'\(path)' exists already", hint: "give the name of a new file")
    }
    do throws(SystemError) { file = try WholeFile(at: path) } catch { throw Self.failure(path, error) }
  }

  private static func failure(_ path: String, _ error: SystemError) -> Ending {
    Ending(.refused, "cannot write '\(path)': \(systemReason(error.code))")
  }

  func publish(_ text: String) throws {
    guard !text.isEmpty else { return }
    do throws(SystemError) {
      try Transfer.writeAll(text, to: file.number)
      try file.publish(replaces: false)
    } catch { throw Self.failure(path, error) }
  }
}

/// The answer of `database.import`.
private struct ImportReport {
  private let answer: JSON
  private static let secretColumns = ["entity", "id", "name", "field", "value"].map { Column($0) }
  private static let columns = [
    Column("entity", isName: true, importance: 100), Column("created", number: true, importance: 95),
    Column("updated", number: true, importance: 90), Column("unchanged", number: true, importance: 80),
  ]

  init(_ answer: JSON) { self.answer = answer }

  private var records: [JSON] { answer["records"]?.array ?? [] }
  private var fresh: [JSON] { answer["secrets"]?.array ?? [] }
  var isEmpty: Bool { records.allSatisfy { $0["created"] == 0 && $0["updated"] == 0 } }

  var warnings: [String] {
    let left = (answer["left"]?.array ?? []).map {
      "left out: \(Quantity.count($0["count"]?.integer ?? 0)) \($0["sentence"]?.string ?? "")"
    }
    return left + (answer["warnings"]?.array ?? []).map { Cell.text($0) }
  }

  /// As CSV; empty without any.
  var secrets: String {
    guard !fresh.isEmpty else { return "" }
    var text = ""
    var format = CSVFormat(Self.secretColumns, Style(isTerminal: false, isColored: false, width: nil))
    format.add(fresh, to: &text)
    format.finish(&text)
    return text
  }

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
    guard showsSecrets, !fresh.isEmpty, settings.format == .table else { return text }
    var table = TableFormat(Self.secretColumns, settings.style)
    text += "\nnew secrets, which nothing else shows:\n"
    table.add(fresh, to: &text)
    table.finish(&text)
    return text
  }
}
