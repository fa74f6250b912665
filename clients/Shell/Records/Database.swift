import ClientKit
import JSON
import JSONRPC
package import ShellLanguage

/// An open database, as a session of the shell sees it.
///
/// One record is one object however often it is asked for. What was read holds until the statement ends, or until this
/// session changes something.
package final class Database {
  package let link: Link
  package private(set) var schema: Schema
  /// Called when another schema took its place.
  package var onNewSchema: () -> Void = {}
  package weak var interpreter: Interpreter?
  /// Counts the times that what was read went stale.
  private(set) var epoch = 0
  /// Counts the changes that this session made.
  private(set) var changes = 0
  private var records: [Key: Weak] = [:]
  /// What the open `with db.transaction():` collects; nil where none is open.
  var openTransaction: CollectedChanges?
  private var absent: [String: Absence] = [:]
  /// The methods that save records.
  let saving: [RecordMethod]
  private let oldClasses: [String: OldClass]

  private struct Key: Hashable {
    let entity: String
    let id: Int64
  }

  private struct Weak { weak var record: Record? }

  /// Opens the database. Both tables are handed in, since what stands in them uses records.
  ///
  /// - Parameters:
  ///   - saving: the methods that save records.
  ///   - oldClasses: what classes of the old shell had, by the name of the entity.
  init(_ link: Link, saving: [RecordMethod], oldClasses: [String: OldClass]) throws(ShellError) {
    (self.link, self.saving, self.oldClasses) = (link, saving, oldClasses)
    schema = try Self.schema(link, oldClasses)
    link.onReconnection = { [weak self] in self?.lookAgain() }
  }

  private static func schema(_ link: Link, _ oldClasses: [String: OldClass]) throws(ShellError) -> Schema {
    try Schema(link, texts: oldClasses.compactMapValues(\.text))
  }

  /// Another daemon may answer now, with a database that has other fields. Records that were read before keep what they
  /// have: the daemon checks what they send.
  private func lookAgain() {
    guard let schema = try? Self.schema(link, oldClasses), schema.fingerprint != self.schema.fingerprint else { return }
    self.schema = schema
    (records, absent) = ([:], [:])
    expire()
    link.note("the daemon has other classes or fields than before: read your records again")
    onNewSchema()
  }

  /// What was read before is read again when it is looked at.
  package func expire() { epoch += 1 }

  /// Makes a change: what was read before it is stale.
  /// - Parameter keywords: the flags that the statement takes as keyword arguments; hints spell them so.
  func change(_ method: String, _ params: JSON, keywords: [String] = []) throws(ShellError) -> JSON {
    let answer = try link.change(method, params, keywords: keywords)
    changes += 1
    expire()
    return answer
  }

  /// A statement ended: related records are let go, so that those that nobody holds can end.
  package func statementEnded() {
    expire()
    for (key, weak) in records {
      if let record = weak.record { record.dropRelated() } else { records[key] = nil }
    }
  }

  /// What the class had in the old shell.
  func oldClass(of shape: Shape) -> OldClass { oldClasses[shape.name] ?? .plain }

  // MARK: - Records

  /// The object for a record; what it holds is read when it is looked at.
  func record(_ shape: Shape, _ id: Int64) -> Record {
    let key = Key(entity: shape.name, id: id)
    if let record = records[key]?.record { return record }
    let record = Record(shape, self, id: id)
    records[key] = Weak(record: record)
    return record
  }

  func adopt(_ record: Record, as id: Int64) {
    records[Key(entity: record.shape.name, id: id)] = Weak(record: record)
  }

  /// All records that fulfil a condition, in the order of their ids; one call for a thousand.
  func list(_ shape: Shape, where condition: JSON? = nil, limit: Int? = nil) throws(ShellError) -> [Record] {
    var records: [Record] = []
    let batch = Batch(shape, self)
    try eachItem(shape, shape.listedFields + shape.recordText.paths(shape, schema), where: condition, limit: limit) {
      (item) throws(ShellError) in
      guard let id = item["id"]?.integer else { return }
      let record = record(shape, id)
      record.take(item, batch)
      records.append(record)
    }
    return records
  }

  /// Goes over what a list answers, page after page.
  func eachItem(
    _ shape: Shape, _ fields: [String], where condition: JSON?, limit: Int? = nil,
    _ body: (JSON) throws(ShellError) -> Void
  ) throws(ShellError) {
    var left = limit ?? Int.max
    var after: JSON?
    repeat {
      var params = JSON.Object([
        .init("fields", .array(fields.map { .string($0) })), .init("order", ["id"]),
        .init("limit", .integer(Int64(min(left, Batch.rowsMax)))),
      ])
      params["where"] = condition
      params["after"] = after
      let page = try link.read(shape.name + ".list", .object(params))
      let items = page["items"]?.array ?? []
      for item in items {
        try interpreter?.budget.step()
        try body(item)
      }
      left -= items.count
      after = page["next"]?.string.map { .string($0) }
    } while after != nil && left > 0
  }

  /// The record with that id; nil where there is none.
  func find(_ shape: Shape, _ id: Int64) throws(ShellError) -> Record? {
    try list(shape, where: ["id": .integer(id)], limit: 1).first
  }

  /// The one record that fulfils a condition; nil where none does.
  ///
  /// - Throws: MultipleResultsFound where several do.
  func one(_ shape: Shape, where condition: JSON, _ said: String) throws(ShellError) -> Record? {
    let found = try list(shape, where: condition, limit: 11)
    guard found.count > 1 else { return found.first }
    let ids = found.prefix(10).compactMap { $0.id.map(String.init) }.joined(separator: ", ")
    throw ShellError(
      "MultipleResultsFound", "several have \(said): ids \(ids)" + (found.count > 10 ? ", …" : ""),
      hint: "take one by its id: db.\(shape.className).get(\(found[0].id ?? 0))")
  }

  /// Names of records, for completion.
  func names(_ shape: Shape, _ field: String, beginningWith prefix: String) throws(ShellError) -> [String] {
    let pattern = prefix.replacing("%", with: "_") + "%"
    var names: [String] = []
    try eachItem(shape, ["id", field], where: [(field): ["like": .string(pattern)]], limit: 100) { item in
      if let name = item[field]?.string, name.hasPrefix(prefix) { names.append(name) }
    }
    return names.sorted()
  }

  // MARK: - What other layouts have

  /// Whether the daemon knows the entity, from databases of another generation.
  func isAbsent(entity name: String) throws(ShellError) -> Bool {
    try absence(name) { () throws(ShellError) in
      _ = try link.read("rpc.describe", ["entity": .string(name)])
    } != .unknown
  }

  /// Whether the daemon knows the member, from databases of another generation.
  func absence(ofMember name: String, of shape: Shape) throws(ShellError) -> Absence {
    let isPlain = name.utf8.allSatisfy {
      $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
    }
    guard isPlain, !name.hasPrefix("_") else { return .unknown }
    return try absence(shape.name + "." + name) { () throws(ShellError) in
      _ = try link.read(shape.name + ".list", ["fields": ["id", .string(name)], "limit": 1])
    }
  }

  private func absence(_ name: String, _ ask: () throws(ShellError) -> Void) throws(ShellError) -> Absence {
    if let known = absent[name] { return known }
    var absence = Absence.unknown
    do throws(ShellError) { try ask() } catch {
      guard error.className == "ValueError", let refusal = error.refusal else { throw error }
      if refusal.isRetired {
        absence = .retired(hint: error.hint)
      } else if refusal.isAbsent {
        absence = refusal.data?["many"]?.bool == true ? .many : .one
      }
    }
    absent[name] = absence
    return absence
  }
}

/// What is known of a name that this database lacks.
enum Absence: Equatable {
  /// No database has it.
  case unknown
  /// A database of another generation has one such thing for each record, or any number.
  case one, many
  /// Newer servers leave it to another program; the hint names its command.
  case retired(hint: String?)

  /// What it reads as where it is absent: no records, or nothing. Nil for what no database has.
  /// - Throws: AttributeError for what another program has: "nothing" would be wrong.
  func value(of name: String) throws(ShellError) -> Value? {
    switch self {
    case .unknown: return nil
    case .one: return Value.none
    case .many: return .list([])
    case .retired(let hint): throw Self.retired(name, hint)
    }
  }

  static func retired(_ name: String, _ hint: String?) -> ShellError {
    ShellError("AttributeError", "this database has no '\(name)'", hint: hint)
  }
}
