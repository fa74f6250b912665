import ClientKit
import JSON
import JSONRPC
import Vocabulary

/// Commands, one a line, as the calls of one transaction.
struct Script {
  struct Call {
    let line: Int
    /// The line, as it would be typed alone.
    let command: EntityCommand
    let params: JSON.Object
    /// Its line says that nobody need be asked.
    let assumesYes: Bool

    var service: ServiceDescription { command.service }
    var entity: EntityDescription { command.entity }
    var method: MethodDescription { command.method }

    /// What the command prints of its answer.
    func text(_ answer: JSON) -> String {
      let kinds = PathKinds(entity)
      if method.answer == .page, let listing = try? command.listing(kinds) { return listing.text(answer) }
      return command.text(answer, nil, kinds)
    }
  }

  private(set) var calls: [Call] = []
  /// Which call has which name.
  private var places: [String: Int] = [:]
  private let reader: ValueReader
  private let settings: Settings

  init(_ text: String, _ sources: ValueSources, _ settings: Settings, _ session: inout Session) throws {
    (reader, self.settings) = (ValueReader(sources), settings)
    for (place, line) in text.lines.enumerated() {
      do {
        try add(ScriptLine(line), place + 1, &session)
      } catch {
        throw Self.located(Ending(error), line: place + 1)
      }
    }
  }

  private mutating func add(_ line: ScriptLine, _ number: Int, _ session: inout Session) throws {
    guard !line.words.isEmpty else { return }
    if let name = line.name, let place = places[name] {
      throw UsageError("line \(calls[place].line) is named '\(name)' already")
    }
    // The description tells what the options are, and so which word is the entity; options never come first.
    guard let first = line.words.first, !first.hasPrefix("-") else {
      throw UsageError("expected ENTITY VERB, got '\(Escape.controls(in: line.words[0]))'")
    }
    let (service, entity) = try session.describe(first)
    let arguments = try CommandArguments(line.words, EntityCommand.options(of: service, entity), unknown: .refuse)
    for option in arguments.options where option.name != "yes" {
      guard
        OptionDescription.common.contains(where: { $0.name == option.name })
          || ["dry-run", "long"].contains(option.name)
      else {
        continue
      }
      throw UsageError("--\(option.name) is for the whole transaction, not for a line of it")
    }
    guard !arguments.has(OptionDescription.ifExists.name) else {
      throw UsageError("--if-exists is not for a line: a transaction runs all of its lines, or none")
    }
    let words = Array(arguments.positionals.dropFirst())
    guard let verb = words.first else { throw UsageError("\(entity.name) needs a verb") }
    let command = EntityCommand(
      service: service, entity: entity, method: try EntityCommand.method(verb, of: entity, service),
      arguments: arguments, settings: settings, words: Array(words.dropFirst()))
    let params = try ScriptLine.resolved(.object(parameters(of: command, &session)), places) {
      (name, path) throws(UsageError) in
      try checkReference(name, path)
    }
    if let name = line.name { places[name] = calls.count }
    calls.append(
      Call(
        line: number, command: command, params: params.object ?? JSON.Object(), assumesYes: arguments.has("yes")))
  }

  /// Whether the answer that is called so can have something at the path, as far as descriptions tell.
  private func checkReference(_ name: String, _ path: String) throws(UsageError) {
    guard let call = places[name].map({ calls[$0] }), call.method.answer == .record,
      let step = path.split(separator: ".").first.map(String.init)
    else { return }
    let known = ["id", "etag"] + call.entity.fields.map(\.name) + call.entity.relations.map(\.name)
    guard !known.contains(step) else { return }
    throw UsageError(
      "$\(name).\(path): \(call.entity.indefinite) has no '\(step)'" + NearMiss.question(step, among: known))
  }

  /// The parameters, with references where values will be.
  private func parameters(of command: EntityCommand, _ session: inout Session) throws -> JSON.Object {
    var words = command.words
    var key: JSON?
    if command.method.isAboutOneRecord, let first = words.first, first.first == ScriptLine.mark {
      // An answer's field is an id, whatever the record's name is; any number keeps its place.
      (key, words[0]) = (.string(first), "0")
    }
    // A reference has the kind of what it will stand for, so that it is not read by the kind of the field.
    words = words.map { word in
      guard let assignment = Assignment(word), assignment.operator == .set, assignment.text.first == ScriptLine.mark,
        command.entity.relation(assignment.name)?.isMany != true
      else { return word }
      return "\(assignment.name):=\(JSON.string(assignment.text))"
    }
    var (params, kinds) = try command.reading(words).parameters(reader, &session)
    if command.method.answer == .page { params = try command.listing(kinds).pageParams(params) }
    if let key { params["id"] = key }
    return params
  }

  /// What the daemon takes.
  var params: JSON.Object {
    let calls = calls.map { call -> JSON in ["method": .string(call.method.name), "params": .object(call.params)] }
    return JSON.Object([.init("calls", .array(calls))])
  }

  /// The secrets that it may make.
  var freshSecrets: [FieldDescription] { calls.flatMap { $0.method.freshSecrets(of: $0.entity) } }

  /// The first line before which a person is to be asked, and that does not say --yes.
  var destruction: Call? { calls.first { $0.method.isDestructive && !$0.assumesYes } }

  /// The refusal of a transaction, by the line that was refused.
  /// - Parameter options: those of the whole transaction.
  func ending(_ refusal: RPCError, _ options: [OptionDescription]) -> Ending {
    var ending = Ending(refusal: refusal)
    guard let place = refusal.call, calls.indices.contains(place) else {
      ending.hint = refusal.hint(options)
      return ending
    }
    let call = calls[place]
    ending.message = missingReference(refusal) ?? refusal.reason
    ending.hint = refusal.hint(call.method.parameters.compactMap { OptionDescription($0) })
    return Self.located(ending, line: call.line)
  }

  /// What a line refers to that the answer does not have, by the name that the script gave it.
  private func missingReference(_ refusal: RPCError) -> String? {
    guard let path = refusal.data?["ref"]?.string, let missing = refusal.data?["missing"]?.string,
      let name = places.first(where: { path.hasPrefix("\($0.value).") })
    else { return nil }
    return "'$\(name.key).\(path.dropFirst("\(name.value).".count))': there is no '\(missing)'"
      + (refusal.suggestion.map { NearMiss.question($0) } ?? "")
  }

  private static func located(_ ending: Ending, line: Int) -> Ending {
    var ending = ending
    ending.message = "line \(line): " + ending.message.replacing(String(ScriptLine.mark), with: "$")
    if var object = ending.error.object {
      var data = object["data"]?.object ?? JSON.Object()
      data["line"] = .integer(Int64(line))
      object["message"] = .string(ending.message)
      object["data"] = .object(data)
      ending.error = .object(object)
    }
    return ending
  }
}
