package import Catalogue
import Engine
package import JSON
import Vocabulary

/// The changes of one call inside the writer's transaction. All rows are written through it, so that all changes are
/// recorded.
package struct WriteTransaction: ~Copyable {
  let database: Database
  package var context: WriteContext
  /// The changes so far, by record; the first record is that of the call.
  private var changed = RecordChanges()
  /// What is known of the changes that were flushed.
  private(set) var flushed = Flushed()
  /// The changes of the calls that were parts of this one.
  private(set) var parts: [RecordChange] = []
  /// Warnings for the administrator, beside the answer.
  package private(set) var warnings: [String] = []
  /// The record that warnings are about, for calls of many records; a warning that does not have the name begins with it.
  package var subject: (entity: BoundEntity, name: String)?
  /// A key that was made or set. Only the answer of this call shows it.
  package internal(set) var freshKey: (field: String, key: String)?

  /// The record that this call made, if it is one row.
  var made: MadeRow?

  /// Whether it is one of the calls of a transaction.
  private(set) var isPart = false

  package init(_ database: Database, _ context: WriteContext) {
    (self.database, self.context) = (database, context)
  }

  var records: [RecordChange] { changed.all }
  var hasRecords: Bool { !changed.all.isEmpty }

  package var model: Model { database.model }
  /// Reads in the transaction, which sees its own changes.
  package var reading: ReadTransaction { ReadTransaction(database) }

  /// What the parts of this call have changed. An earlier value is set again after the changes since then were undone.
  var progress: (parts: [RecordChange], flushed: Flushed, context: WriteContext) {
    get { (parts, flushed, context) }
    set { (parts, flushed, context) = newValue }
  }

  /// Runs another call as a part of this one. Its changes are recorded under its own method, in one transaction with
  /// those of the other parts.
  package mutating func call<Result>(
    _ method: String, undoing undoes: Int64? = nil, _ body: (inout WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var part = WriteTransaction(database, context)
    part.isPart = true
    part.context.method = method
    part.context.undoes = undoes
    let result = try body(&part)
    let number = try part.writeAudit()
    context.secrets = part.context.secrets
    context.transaction = context.transaction ?? number
    parts += part.parts + part.records
    return result
  }

  /// Runs the call and records its changes.
  /// - Returns: the extent of its changes; nil without any.
  @discardableResult
  package mutating func run(
    _ body: (inout WriteTransaction) throws(Failure) -> Void
  ) throws(Failure) -> ChangeExtent? {
    try body(&self)
    let number = try writeAudit()
    guard let seq = context.transaction ?? number,
      let first = flushed.first ?? allChanges.first.map({ RecordID(entity: $0.entity, id: $0.id) })
    else { return nil }
    let count = flushed.count + parts.count + records.count
    return ChangeExtent(seq: seq, entity: first.entity, id: first.id, records: count)
  }

  /// Runs `body` in a savepoint. If it throws, its changes are undone, so that the caller can catch the error and
  /// continue.
  package mutating func attempt<Result>(
    _ body: (inout WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = (changed, parts, flushed, warnings, freshKey, context)
    var result: Result?
    do throws(Failure) {
      try database.savepoint { () throws(Failure) in
        result = try body(&self)
        return true
      }
    } catch {
      (changed, parts, flushed, warnings, freshKey, context) = before
      throw error
    }
    guard let result else { throw Failure(.internal, "the attempt ended without a result") }
    return result
  }

  /// Changes one of many records. If `body` throws, the caller can note the error and go on with the next record. The
  /// changes of a body that throws may stay, so the caller must not keep the whole.
  package mutating func separately<Result>(
    _ body: (inout WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard database.session.refusalsSpoilTransactions else { return try body(&self) }
    return try attempt(body)
  }

  /// All changes so far, by record, those of the parts first.
  var allChanges: [RecordChange] { parts + records }

  /// The changes of this call to the record so far.
  func change(of entity: String, _ id: Int64) -> RecordChange? {
    records.last { $0.entity == entity && $0.id == id }
  }

  /// The changes so far, by record: `{entity, id, name, before, after}`. Of those that were flushed, only those that the
  /// flush was to keep.
  package func changes(atMost countMax: Int = .max) throws(Failure) -> [JSON] {
    let all = allChanges
    var changes = Array(flushed.changes.prefix(countMax))
    guard changes.count < countMax else { return changes }
    let names = RecordNames(database)
    names.learn(all, model)
    for record in all where !record.rows.isEmpty {
      guard changes.count < countMax else { break }
      try database.checkTime()
      let view = try ChangeView(record.entity, record.id, record.rows, names, model)
      changes.append([
        "entity": .string(record.entity), "id": .integer(record.id), "name": view.name.map { .string($0) } ?? .null,
        "before": view.before.map { .object($0) } ?? .null, "after": view.after.map { .object($0) } ?? .null,
      ])
    }
    return changes
  }

  /// How many records were changed so far.
  package var changedCount: Int { flushed.count + allChanges.count { !$0.rows.isEmpty } }

  /// Runs `body`.
  /// - Returns: whether it changed any row.
  package mutating func changes(
    _ body: (inout WriteTransaction) throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    let before = changed.rowCount
    try body(&self)
    return changed.rowCount != before
  }

  /// To be called once the key is in an answer.
  package mutating func forgetFreshKey() { freshKey = nil }

  /// Why the transaction has to end, with all of its calls; nil if it may continue.
  package var ending: Failure? { database.ending }

  private static let warningsMax = 200

  package mutating func warn(_ sentence: String) {
    guard warnings.count < Self.warningsMax else { return }
    var sentence = sentence
    if let subject {
      let name = Encoding.shown(.string(subject.name))
      if !sentence.contains(name) { sentence = "\(subject.entity.entity.words) \(name): \(sentence)" }
    }
    if !warnings.contains(sentence) { warnings.append(sentence) }
  }

  /// Writes the audit records of the changes so far and forgets the changes, so that a call with many does not hold all of
  /// them in memory. What looks at all changes of a call does not see them any more.
  /// - Parameter keptMax: so many of all changes are kept for `changes`.
  package mutating func flush(keeping keptMax: Int = 0) throws(Failure) {
    let number = try writeAudit()
    context.transaction = context.transaction ?? number
    flushed = Flushed(
      first: flushed.first ?? allChanges.first.map { RecordID(entity: $0.entity, id: $0.id) }, count: changedCount,
      deleted: highestDeleted, changes: keptMax == 0 ? [] : try changes(atMost: keptMax))
    (changed, parts) = (RecordChanges(), [])
  }

  /// Flushes the changes of a call that nothing looks at any more if they have a large value: it would be in memory once
  /// more, beside the answer, when the audit records are written.
  package mutating func flushIfLarge() throws(Failure) {
    if !isPart, !context.isDryRun, changed.isLarge { try flush() }
  }

  /// Adds an audit record for a call that changed no row of the record.
  mutating func record(of entity: String, _ id: Int64) { changed.add(entity, id) }

  mutating func record(_ change: RowChange, of entity: String, _ id: Int64) { changed.add(change, to: entity, id) }
}
