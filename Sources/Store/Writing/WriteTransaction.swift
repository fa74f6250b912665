package import Catalogue
package import JSON
import Engine
import Vocabulary

/// One call's changes, inside of the writer's transaction: all rows are written through it, so that all are recorded.
package struct WriteTransaction: ~Copyable {
  let database: Database
  package var context: WriteContext
  /// What happened so far, record by record; the first is the one that the call is about.
  private var changed = RecordChanges()
  /// What the calls that were parts of this one changed.
  private(set) var parts: [RecordChange] = []
  /// What the administrator should know beside the answer.
  package private(set) var warnings: [String] = []
  /// A key that was made or set: shown once, by the call that made it.
  package internal(set) var freshKey: (field: String, key: String)?

  package init(_ database: Database, _ context: WriteContext) {
    (self.database, self.context) = (database, context)
  }

  var records: [RecordChange] { changed.all }
  var hasRecords: Bool { !changed.all.isEmpty }

  package var model: Model { database.model }
  /// What the transaction sees, its own changes included.
  package var reading: ReadTransaction { ReadTransaction(database) }

  /// How much the calls that were parts of this one have changed: put back where what they did is undone.
  var progress: (parts: Int, context: WriteContext) {
    get { (parts.count, context) }
    set {
      parts.removeLast(parts.count - newValue.parts)
      context = newValue.context
    }
  }

  /// Runs a call as part of this one: what it changes is recorded as its own, and belongs to one transaction with the
  /// others.
  package mutating func call<Result>(
    _ method: String, undoing undoes: Int64? = nil, _ body: (inout WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var part = WriteTransaction(database, context)
    part.context.method = method
    part.context.undoes = undoes
    let result = try body(&part)
    let number = try part.writeAudit()
    context.secrets = part.context.secrets
    context.transaction = context.transaction ?? number
    parts += part.parts + part.records
    return result
  }

  /// Runs the one call that the transaction is for, and records it.
  /// - Returns: what it changed; nil where that is nothing.
  @discardableResult
  package mutating func run(
    _ body: (inout WriteTransaction) throws(Failure) -> Void
  ) throws(Failure) -> ChangeExtent? {
    try body(&self)
    let number = try writeAudit()
    guard let seq = context.transaction ?? number, let first = parts.first ?? records.first else { return nil }
    return ChangeExtent(seq: seq, entity: first.entity, id: first.id, records: parts.count + records.count)
  }

  /// Runs `body` so that a caller who catches what it throws can go on: what it did is taken back then.
  package mutating func attempt<Result>(
    _ body: (inout WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = (changed, parts, warnings, freshKey, context)
    var result: Result?
    do throws(Failure) {
      try database.savepoint { () throws(Failure) in
        result = try body(&self)
        return true
      }
    } catch {
      (changed, parts, warnings, freshKey, context) = before
      throw error
    }
    guard let result else { throw Failure(.internal, "the attempt ended without a result") }
    return result
  }

  /// What happened so far, record by record, that of the calls that were parts first.
  var allChanges: [RecordChange] { parts + records }

  /// What was done to the record so far by this call.
  func change(of entity: String, _ id: Int64) -> RecordChange? {
    records.last { $0.entity == entity && $0.id == id }
  }

  /// What happened so far, record by record: `{entity, id, name, before, after}`.
  package func changes() throws(Failure) -> [JSON] {
    let names = RecordNames(database)
    names.learn(allChanges, model)
    var changes: [JSON] = []
    for record in allChanges where !record.rows.isEmpty {
      try database.checkTime()
      let view = try ChangeView(record.entity, record.id, record.rows, names, model)
      changes.append([
        "entity": .string(record.entity), "id": .integer(record.id), "name": view.name.map { .string($0) } ?? .null,
        "before": view.before.map { .object($0) } ?? .null, "after": view.after.map { .object($0) } ?? .null,
      ])
    }
    return changes
  }

  /// Why it has to end, with all of its calls; nil while it may go on.
  package var ending: Failure? { database.ending }

  package mutating func warn(_ sentence: String) {
    if !warnings.contains(sentence) { warnings.append(sentence) }
  }

  /// Something happened that changed no row of a record: it is told in the audit log all the same.
  mutating func record(of entity: String, _ id: Int64) { changed.add(entity, id) }

  mutating func record(_ change: RowChange, of entity: String, _ id: Int64) { changed.add(change, to: entity, id) }
}
