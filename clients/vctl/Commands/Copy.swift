import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary

extension Command {
  static let copy = Command(
    name: "copy", synopsis: "--to URI|FILE",
    help:
      "Copy the whole database to an empty one on a PostgreSQL server, or from a server to a new SQLite file: all rows with "
      + "their ids, the sequences and the audit log. Both are compared before the copy counts. Stop the server before, "
      + "so that nothing is missing in the copy; vantage6-admin keeps running, and connects to the other server itself.",
    examples: [
      "vctl copy --to 'postgresql://vantage6@localhost/vantage6?host=/run/postgresql' --dry-run",
      "vctl copy --to 'postgresql://vantage6@localhost/vantage6?host=/run/postgresql'",
      "vctl copy --to /var/tmp/vantage6.sqlite",
    ],
    options: copyOptions, methods: ["database.copy"]
  ) { words, arguments, settings in
    guard words.isEmpty else { throw UsageError("copy takes no '\(Escape.controls(in: words[0]))'", hint: usageHint) }
    guard let target = arguments.value("to") else {
      throw UsageError("copy needs --to, the place of the copy", hint: usageHint)
    }
    let destination = try Destination(target)
    var session = try Session(settings.patient(arguments))
    let isDry = arguments.has("dry-run")
    let answer = try destination.copy(isDry: isDry, holds: arguments.has("hold"), &session)
    let text = CopyText(answer)
    if !settings.format.isJSON { for sentence in text.left { session.notes.warn(sentence) } }
    try session.show(answer, named: answer["to"]?.string ?? destination.name, text.lines(destination.name))
    guard text.obstacles.isEmpty else {
      throw Ending(.refused, "the copy would be refused", hint: Mending.advice)
    }
  }

  private static let usageHint = "'vctl copy --to postgresql://ROLE@HOST/NAME', or '--to FILE' for a new file"

  private static let copyOptions = [
    OptionDescription(
      "to", takes: "URI|FILE",
      "An empty database on a PostgreSQL server, by a URI without a password; or a new SQLite file."),
    OptionDescription(
      "dry-run", short: "n", "Show what would be copied and what would hinder it; copy nothing."),
    .holdForCopy,
  ]
}

/// Where a copy goes.
private enum Destination {
  case server(String)
  case file(String)

  init(_ text: String) throws {
    guard let mark = text.firstRange(of: "://"), !text[..<mark.lowerBound].contains("/") else {
      guard !text.isEmpty else { throw UsageError("--to names no place") }
      self = .file(text)
      return
    }
    self = .server(text)
  }

  /// What the daemon does not tell; a URI may have a password.
  var name: String? { if case .file(let path) = self { path } else { nil } }

  func copy(isDry: Bool, holds: Bool, _ session: inout Session) throws -> JSON {
    var params = JSON.Object()
    if holds { params["hold"] = true }
    if isDry { params["dry_run"] = true }
    switch self {
    case .server(let uri):
      params["to"] = .string(uri)
      return try call(params, &session)
    case .file(let path):
      guard access(path, F_OK) != 0 else { throw Self.exists(path) }
      return isDry ? try call(params, &session) : try write(path, params, &session)
    }
  }

  private func write(_ path: String, _ params: JSON.Object, _ session: inout Session) throws -> JSON {
    let target: WholeFile
    do throws(SystemError) { target = try WholeFile(at: path) } catch { throw Self.failure(path, error) }
    let answer = try call(params, &session, file: target.number)
    do throws(SystemError) { try target.publish(replaces: false) } catch { throw Self.failure(path, error) }
    return answer
  }

  private func call(_ params: JSON.Object, _ session: inout Session, file: Int32? = nil) throws -> JSON {
    do {
      return try session.call("database.copy", params, Command.copy.options, changes: true, file: file)
    } catch CallFailure.connection(let error, true) {
      // A file gets its name only here.
      var ending = Ending(connection: error, outcomeUnknown: file == nil)
      if file == nil { ending.hint = "the copy may be whole: look whether the other database is empty" }
      throw ending
    }
  }

  private static func exists(_ path: String) -> Ending {
    Ending(.conflict, "'\(path)' exists already", hint: "give the name of a new file")
  }

  private static func failure(_ path: String, _ error: SystemError) -> Ending {
    error.code == EEXIST ? exists(path) : Ending(.refused, "cannot write '\(path)': \(systemReason(error.code))")
  }
}

/// The answer of `database.copy`, as a person reads it.
struct CopyText {
  private let answer: JSON

  init(_ answer: JSON) { self.answer = answer }

  private func items(_ member: String) -> [JSON] { answer[member]?.array ?? [] }
  private var isDry: Bool { answer["dry_run"] == true }

  /// A sentence for each kind of rows that would be refused.
  var obstacles: [String] { items("hindrances").compactMap { $0["sentence"]?.string } }

  /// A sentence for all that has no place in the copy.
  var left: [String] {
    items("left").compactMap { item in
      guard let kind = item["kind"]?.string, let name = item["name"]?.string else { return nil }
      let count = item["count"]?.integer.map {
        ": " + Wording.counted($0, kind == "table" ? "row" : "value")
      }
      return "the \(kind) '\(name)' of another program \(isDry ? "would not be" : "was not") copied" + (count ?? "")
    }
  }

  /// - Parameter path: of the file; nil for a database on a server, which the answer names.
  func lines(_ path: String?) -> [String] {
    let tables = items("tables")
    let rows = tables.reduce(0) { $0 + ($1["rows"]?.integer ?? 0) }
    let place = path ?? answer["to"]?.string ?? ""
    let contents =
      "layout \(answer["layout"]?.integer ?? 0), \(Wording.counted(Int64(tables.count), "table")) with "
      + (rows == 1 ? "1 row" : "\(Quantity.count(rows)) rows")
    guard obstacles.isEmpty else {
      return ["'\(place)' would refuse rows of the database:"] + obstacles.map { "  \($0)" } + [DryRun.note]
    }
    var lines = [isDry ? "would copy to '\(place)': \(contents)" : "copied to '\(place)': \(contents)"]
    lines += tables.compactMap { table in
      guard let name = table["table"]?.string, let count = table["rows"]?.integer, count > 0 else { return nil }
      return "  \(name): \(Quantity.count(count))"
    }
    guard !isDry else { return lines + [DryRun.note] }
    let last = answer["last"]?.integer ?? 0
    return lines + [
      "both were compared, and are equal",
      "the copy has what was committed before \(answer["at"]?.string ?? "")"
        + (last == 0 ? "" : "; the last change in its audit log is \(last)"),
    ]
  }
}
