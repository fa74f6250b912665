import ClientKit
import JSON
import JSONRPC
import ShellLanguage
import Vocabulary

/// The calls that save records: each with the new records that it refers to before it.
struct SavePlan {
  private enum Subject {
    case save(Record)
    case delete(Record, dependents: String)
  }

  /// Asks for more than the two seconds that a change may take.
  var isLong = false
  /// Where in the program the next records are saved or deleted; nil for where the plan is run.
  var position: SourcePosition?
  private let database: Database
  private var subjects: [Subject] = []
  private var calls: [JSON] = []
  private var methods: [(name: String, params: JSON, position: SourcePosition?)] = []
  /// Where each record is saved; nil while what it refers to is planned.
  private var places: [ObjectIdentifier: Int?] = [:]

  init(_ database: Database) { self.database = database }

  /// - Parameter accept: the words of consequences that saving this record may have.
  mutating func save(_ record: Record, accept: [String] = []) throws(ShellError) {
    try record.checkPresent()
    let key = ObjectIdentifier(record)
    if let place = places[key] {
      guard place == nil else { return }
      throw ShellError(
        "ValueError", "new records refer to each other in a circle", hint: "save one of them first without the other")
    }
    guard record.isNew || record.isDirty else { return }
    guard places.count < 200 || !record.isNew || places.values.filter({ $0 == nil }).count < 200 else {
      throw ShellError("RecursionError", "too many new records refer to each other", hint: "save them one by one")
    }
    places[key] = .some(nil)
    for name in record.changedNames {
      guard let value = record.change(name) else { continue }
      if case .list(let list) = value {
        for element in try list.elements() { try savePart(element) }
      } else {
        try savePart(value)
      }
    }
    let values = try values(of: record)
    places[key] = .some(methods.count)
    if let id = record.id {
      var params = JSON.Object([.init("id", .integer(id)), .init("values", .object(values))])
      params["if_match"] = record.etag.map { .string($0) }
      add(record.shape.name + ".update", params, .save(record), accept)
    } else {
      add(record.shape.name + ".create", .init([.init("values", .object(values))]), .save(record), accept)
    }
  }

  /// - Parameter dependents: what happens to the records that refer to it, in the daemon's word.
  mutating func delete(_ record: Record, dependents: String, accept: [String]) {
    guard let id = record.id else { return }
    let params = JSON.Object([.init("id", .integer(id)), .init("dependents", .string(dependents))])
    add(record.shape.name + ".delete", params, .delete(record, dependents: dependents), accept)
  }

  private mutating func savePart(_ value: Value) throws(ShellError) {
    if let record = Record.from(value), record.isNew { try save(record) }
  }

  private mutating func add(_ method: String, _ params: JSON.Object, _ subject: Subject, _ accept: [String]) {
    var params = params
    if !accept.isEmpty { params["accept"] = .array(accept.map { .string($0) }) }
    methods.append((method, .object(params), position))
    subjects.append(subject)
  }

  private func values(of record: Record) throws(ShellError) -> JSON.Object {
    var values = JSON.Object()
    guard let interpreter = database.interpreter else { return values }
    for name in record.changedNames {
      guard let value = record.change(name) else { continue }
      if let field = record.shape.entity.field(name) {
        values[name] = try ValueCoding.json(value, field, interpreter)
      } else if case .list(let list) = value {
        values[name] = try changes(of: try list.elements(), record.isNew ? nil : record.listBases[name] ?? [])
      } else {
        values[name] = try reference(value)
      }
    }
    return values
  }

  /// A list of a record that exists says what came and went: others may change it at the same time.
  private func changes(of elements: [Value], _ base: [Int64]?) throws(ShellError) -> JSON {
    guard let base else {
      var all: [JSON] = []
      for element in elements { all.append(try reference(element)) }
      return .array(all)
    }
    var added: [JSON] = []
    for element in elements {
      if let id = Record.from(element)?.id, base.contains(id) { continue }
      added.append(try reference(element))
    }
    let kept = Set(elements.compactMap { Record.from($0)?.id })
    let removed = base.filter { !kept.contains($0) }.map { JSON.integer($0) }
    return ["add": .array(added), "remove": .array(removed)]
  }

  private func reference(_ value: Value) throws(ShellError) -> JSON {
    switch value {
    case .int(let id): return .integer(id)
    case .object(let object as Record):
      if let id = object.id { return .integer(id) }
      guard let place = places[ObjectIdentifier(object)] ?? nil else { return .null }
      return ["$ref": .string("\(place).id")]
    default: return .null
    }
  }

  // MARK: - Doing it

  var isEmpty: Bool { methods.isEmpty }

  /// Sends it as one call, all or nothing, and tells the records.
  func run() throws(ShellError) {
    guard let first = methods.first else { return }
    var answers: [JSON]
    try database.checkShows(methods.map(\.name))
    do throws(ShellError) {
      if methods.count == 1, !isLong {
        answers = [try database.change(first.name, first.params)]
      } else {
        let calls = methods.map { JSON.object(.init([.init("method", .string($0.name)), .init("params", $0.params)])) }
        let answer = try database.change("transaction.run", ["calls": .array(calls), "long": .bool(isLong)])
        answers = answer["results"]?.array ?? []
      }
    } catch { throw explained(error) }
    for (subject, answer) in zip(subjects, answers) {
      switch subject {
      case .save(let record):
        record.saved(answer)
        database.tellSecrets(in: answer, of: record.shape)
      case .delete(let record, let dependents):
        record.deleted()
        // What always belongs to a record goes with it without a word.
        let actions = dependents == "delete" ? ["deleted", "detached"] : ["detached"]
        for line in DeletionReport.lines(answer, actions, beside: record) { database.link.note(line) }
      }
    }
  }

  private func explained(_ error: ShellError) -> ShellError {
    // The calls of a transaction are numbered by the daemon, and have a place in the program here.
    let call = error.refusal?.call.flatMap { methods.indices.contains($0) ? $0 : nil }
    let place = call ?? (methods.count == 1 ? 0 : nil)
    var isDeletion = false
    if let place, case .delete = subjects[place] { isDeletion = true }
    var error = error.acceptable(by: isDeletion ? "delete" : "save")
    if let place {
      error.position = methods[place].position
      if let reason = error.refusal?.reason { error.message = reason }
    }
    if let refusal = error.refusal, refusal.remedy == .dependents {
      if let place, case .delete(let record, _) = subjects[place] {
        error.message = DeletionReport.refusal(refusal, of: record) ?? error.message
      }
      error.hint =
        refusal.data?["detachable"] == false
        ? "some of them cannot be detached: delete(dependents='delete') deletes those that are parts of it"
        : "delete() detaches them, and delete(dependents='delete') deletes those that are parts of it"
    }
    if let place, case .save(let record) = subjects[place], let name = error.refusal?.data?["field"]?.string,
      let field = record.shape.entity.field(name), field.isForeign, let alias = field.aliases.first,
      error.className == "IntegrityError"
    {
      error.hint = "set it: \(alias)=VALUE"
    }
    if error.refusal?.remedy == .long { error.hint = "use 'with db.transaction(long=True):', or save less at once" }
    if error.className == "ConflictError" {
      if let who = lastChange() { error.message += " (the log's last change: \(who))" }
      error.hint = "refresh() takes the record as it is now, and drops your changes; nothing was saved"
    }
    return error
  }

  /// Who changed the record last, where one record is saved and the log knows; another program leaves no trace in it.
  private func lastChange() -> String? {
    guard subjects.count == 1, case .save(let record) = subjects[0], let id = record.id else { return nil }
    let condition: JSON = ["entity": .string(record.shape.name), "id": .integer(id)]
    let answer = try? database.link.read("audit.list", ["where": condition, "limit": 1])
    guard let change = answer?["items"]?[0] else { return nil }
    return "\(ChangeAuthor.name(change)) at \(change["at"]?.string ?? "")"
  }
}
