import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary

extension Command {
  static let export = Command(
    name: "export", synopsis: "[FILE]",
    help:
      "Write all records, or those that are asked for with what they need, in a form that 'vctl import' reads: a JSON "
      + "object per line, or YAML if the name of FILE ends in .yaml, or with -o yaml. Records are named by what people "
      + "call them, so that they can be moved to another database. The exit status is 8 if something cannot be "
      + "carried.",
    examples: [
      "vctl export network.yaml", "vctl export --entity user --where organization=IKNL -o yaml",
      "vctl export --with-secrets everything.jsonl",
    ],
    options: exportOptions, words: [.file], methods: ["database.export"]
  ) { words, arguments, settings in
    guard words.count < 2 else { throw UsageError("'vctl export' takes one FILE") }
    let exporting = try Exporting(words.first.flatMap { $0 == "-" ? nil : $0 }, arguments, settings)
    var session = try Session(settings.patient(arguments))
    try exporting.run(&session)
  }

  static let exportOptions = [
    OptionDescription(
      "entity", takes: "NAME", repeatable: true, "Only records of this entity, and what they need."),
    OptionDescription(
      "where", takes: "CONDITION", repeatable: true,
      "Only records for which it holds, as for 'list'; needs one --entity."),
    OptionDescription("with-secrets", "Also passwords and API keys, as they are stored."),
    OptionDescription("replace", "Replace an existing file."), .holdForCopy,
  ]
}

/// One export.
private struct Exporting {
  private let path: String?
  private let isYAML: Bool
  private let arguments: CommandArguments

  init(_ path: String?, _ arguments: CommandArguments, _ settings: Settings) throws {
    (self.path, self.arguments) = (path, arguments)
    let isNamed = path?.hasSuffix(".yaml") == true || path?.hasSuffix(".yml") == true
    switch settings.format {
    case .yaml: isYAML = true
    case .jsonl: isYAML = false
    case .table: isYAML = isNamed
    case .json, .csv, .name, .template: throw UsageError("an export is written as jsonl or yaml")
    }
    if let path, !arguments.has("replace"), access(path, F_OK) == 0 {
      throw Ending(.conflict, "'\(path)' exists already", hint: "--replace replaces it; or give another name")
    }
  }

  func run(_ session: inout Session) throws {
    let params = try params(&session)
    let answer: JSON
    if let path {
      let target: WholeFile
      do throws(SystemError) { target = try WholeFile(at: path) } catch { throw Self.failure(path, error) }
      answer = try write(to: target.number, params, &session)
      do throws(SystemError) { try target.publish(replaces: arguments.has("replace")) } catch {
        throw Self.failure(path, error)
      }
    } else {
      answer = try write(to: 1, params, &session)
    }
    tell(answer, session)
    if answer["left"] != 0 { throw Ending(.found, "") }
  }

  private static func failure(_ path: String, _ error: SystemError) -> Ending {
    Ending(.refused, "cannot write '\(path)': \(systemReason(error.code))")
  }

  private func params(_ session: inout Session) throws -> JSON.Object {
    var params = JSON.Object()
    let names = arguments.values("entity").map { $0.replacing("-", with: "_") }
    if !names.isEmpty { params["entities"] = .array(names.map { .string($0) }) }
    if arguments.has("with-secrets") { params["with_secrets"] = true }
    if arguments.has("hold") { params["hold"] = true }
    let trees = try arguments.values("where").map { try ConditionTree($0) }
    guard !trees.isEmpty else { return params }
    guard names.count == 1 else { throw UsageError("--where needs one --entity") }
    let kinds = try session.kinds(of: try session.describe(names[0]).1, trees.flatMap(\.paths))
    params["where"] = try ConditionTree.json(trees, kinds, now: .now)
    return params
  }

  /// The daemon writes to a file of its own where the lines still become YAML, or where the target is a pipe.
  private func write(to target: Int32, _ params: JSON.Object, _ session: inout Session) throws -> JSON {
    if path != nil, !isYAML {
      return try session.call("database.export", params, Command.exportOptions, changes: false, file: target)
    }
    let lines = try BackupSource.temporary()
    let answer = try session.call("database.export", params, Command.exportOptions, changes: false, file: lines.number)
    guard isYAML else {
      do throws(SystemError) { try Transfer.copy(lines.number, to: target) { _ in true } } catch {
        throw Ending(.refused, "cannot write the export: \(systemReason(error.code))")
      }
      return answer
    }
    try YAMLExport(of: lines.number).write(to: target)
    return answer
  }

  private func tell(_ answer: JSON, _ session: borrowing Session) {
    for problem in answer["problems"]?.array ?? [] {
      let record = [problem["entity"]?.string?.replacing("_", with: " "), problem["id"]?.integer.map(String.init)]
      let field = problem["field"]?.string.map { ", \($0)" } ?? ""
      session.notes.warn(
        "left out: " + record.compactMap(\.self).joined(separator: " ") + field + ": " + (problem["note"]?.string ?? "")
      )
    }
    let rest = (answer["left"]?.integer ?? 0) - Int64(answer["problems"]?.array?.count ?? 0)
    if rest > 0 { session.notes.warn("and \(Quantity.count(rest)) more") }
    let counts = (answer["records"]?.array ?? []).map {
      Wording.counted($0["count"]?.integer ?? 0, ($0["entity"]?.string ?? "").replacing("_", with: " "))
    }
    session.notes.say("exported " + (counts.isEmpty ? "nothing" : counts.joined(separator: ", ")))
  }
}
