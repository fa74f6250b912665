import Catalogue
import Engine
import Vocabulary

/// Undoes the row changes of one transaction, the last first, if the rows are as the transaction left them.
struct Inversion {
  struct Row: Hashable {
    let table: String
    let row: Int64
  }

  /// A secret of a record.
  struct Secret: Hashable {
    let row: Row
    let column: String
  }

  /// A secret that was not restored.
  struct Withheld {
    let secret: Secret
    /// `password of user 2`
    let name: String
    /// The transaction that replaced the secret, and whether the audit log has an undo of that transaction.
    private(set) var transaction: Int64 = 0
    private(set) var isRecorded = false

    func of(transaction: Int64, isRecorded: Bool) -> Withheld {
      var copy = self
      (copy.transaction, copy.isRecorded) = (transaction, isRecorded)
      return copy
    }
  }

  struct Pair: Hashable {
    let table: String
    let values: [SQLValue]
  }

  /// A restored row or pair that refers to others.
  struct Restored {
    /// The number of the change that is undone.
    let seq: Int64
    let table: String
    /// Nil for a pair.
    let row: Int64?
    /// Nil for a row.
    let pair: Pair?
    let targets: [(entity: BoundEntity, id: Int64)]
  }

  private struct Owner: Hashable {
    let table: String
    let entity: String
  }

  let restoresSecrets: Bool
  /// Whether to continue after an obstacle, so that a cascade learns of all obstacles at once.
  let findsAll: Bool
  var obstacles: [Obstacle] = []
  /// Secrets that stay as they are. Comparisons with the current rows leave them out.
  private(set) var left: Set<Secret>
  private(set) var withheld: [Withheld] = []
  var removedRows: Set<Row> = []
  /// The removed records, to which others may refer, and the references of restored rows. Rows with obstacles count,
  /// too, so that a cascade learns of all obstacles.
  var removed: [(entity: BoundEntity, row: Row)] = []
  var restored: [Restored] = []
  var restoredPairs: [Pair: Int] = [:]
  var removedPairs: Set<Pair> = []
  /// The first change of a row that the engine refused and that was left out.
  private var refused: Failure?
  private var traits: [Owner: ColumnTraits] = [:]
  let names: RecordNames

  /// Whether advice may refuse what is undone.
  private let mayRefuse: Bool

  init(_ database: Database, restoresSecrets: Bool, left: Set<Secret>, findsAll: Bool, mayRefuse: Bool) {
    (self.restoresSecrets, self.left, self.findsAll) = (restoresSecrets, left, findsAll)
    self.mayRefuse = mayRefuse
    names = RecordNames(database)
  }

  var isOver: Bool { !findsAll && !obstacles.isEmpty }

  /// Undoes all calls of a transaction, the newest first, each as a call of its own. Not more than one is in memory.
  /// - Returns: whether the audit log has the undo. It has none if the transaction changed nothing but secrets, which
  ///   stay.
  mutating func run(_ calls: [RecordedCall], _ transaction: inout WriteTransaction) throws(Failure) -> Bool {
    var silent: [RecordedCall] = []
    var isChanged = false
    for call in calls.reversed() {
      let records = try transaction.reading.auditRecords(of: call)
      let isWritten = try transaction.call("audit.undo", undoing: call.number) { (part) throws(Failure) in
        try invert(records, &part)
        return part.hasRecords
      }
      if isOver { return false }
      if isWritten { isChanged = true } else { silent.append(call) }
      try transaction.settle(mayRefuse: mayRefuse)
    }
    try findDangling(transaction)
    if obstacles.isEmpty, let refused { throw refused }
    guard isChanged || withheld.isEmpty else { return false }
    // A call whose undo changed no row is recorded as undone, too.
    for call in silent {
      try transaction.call("audit.undo", undoing: call.number) { part in
        part.record(of: call.record.entity, call.record.id)
      }
    }
    return true
  }

  private mutating func invert(
    _ records: [AuditRecord], _ transaction: inout WriteTransaction
  ) throws(Failure) {
    var queue = InversionQueue(records, transaction.model)
    while let (change, record) = queue.next() {
      try transaction.database.checkTime()
      if let obstacle = try invert(change, record, &transaction) { obstacles.append(obstacle) }
      if isOver { return }
    }
  }

  private mutating func invert(
    _ change: RowChange, _ record: AuditRecord, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    guard change.removed.isEmpty else {
      let columns = columns(of: change.table, record.entity, transaction.model)
      return try Obstacle(
        "the values of \(name(record, transaction)) were removed for good: \(columns.names(change.removed.map(\.name)))"
      )
    }
    guard transaction.model.layout.has(change.table) else {
      return Obstacle("the database no longer has the table '\(change.table)'")
    }
    guard transaction.model.layout.has(change.table, "id"), let id = change.row else {
      return try invertPair(change, record, &transaction)
    }
    let row = Row(table: change.table, row: id)
    let columns = columns(of: change.table, record.entity, transaction.model)
    switch (change.before, change.after) {
    case (nil, let after?): return try remove(row, after, record, columns, &transaction)
    case (let before?, nil): return try restore(row, change, before, record, columns, &transaction)
    case (let before?, let after?): return try putBack(row, change, before, after, record, columns, &transaction)
    case (nil, nil): return nil
    }
  }

  private mutating func columns(of table: String, _ entity: String, _ model: Model) -> ColumnTraits {
    let owner = Owner(table: table, entity: entity)
    if let known = traits[owner] { return known }
    let made = ColumnTraits(table, entity, model)
    traits[owner] = made
    return made
  }

  /// `user 7 'jane'`
  func name(
    _ record: AuditRecord, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> String {
    try names.title(of: record.entity, record.id, transaction.model)
  }

  private func obstacle(
    _ record: AuditRecord, _ row: Row, _ columns: Set<String>?, _ reason: String
  ) -> Obstacle {
    Obstacle(reason, [record.address], .row(table: row.table, row: row.row, columns: columns))
  }

  // MARK: Records

  private mutating func remove(
    _ row: Row, _ after: [RowChange.Column], _ record: AuditRecord, _ columns: ColumnTraits,
    _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    if let entity = transaction.model[record.entity], entity.entity.tables.contains(row.table) {
      removed.append((entity, row))
    }
    removedRows.insert(row)
    guard let current = try transaction.row(row.table, row.row) else {
      return try obstacle(record, row, nil, "\(name(record, transaction)) was deleted since")
    }
    // Columns that the insert did not set were null.
    let written = Dictionary(after.map { ($0.name, $0.value) }) { first, _ in first }
    var changed: Set<String> = []
    for column in columns.known.union(written.keys) where !columns.isVolatile(column) {
      let value = current[column, default: .null]
      guard value != written[column, default: .null] else { continue }
      if columns.isSecret(column), try isLeft(column, value, of: row, record, transaction) { continue }
      changed.insert(column)
    }
    guard changed.isEmpty else {
      return try obstacle(
        record, row, changed, "\(name(record, transaction)) changed since: \(columns.names(changed.sorted()))")
    }
    try attempt(&transaction) { (part) throws(Failure) in
      try part.delete(from: row.table, row: row.row, of: record.entity, record.id)
    }
    return nil
  }

  /// Inserts a deleted record again, with its secrets: the deletion was not meant to change them.
  private mutating func restore(
    _ row: Row, _ change: RowChange, _ before: [RowChange.Column], _ record: AuditRecord, _ columns: ColumnTraits,
    _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    note(restored: change, record, transaction.model)
    removedRows.remove(row)
    guard try transaction.row(row.table, row.row) == nil else {
      return try obstacle(
        record, row, nil, "its id is taken: there is \(Wording.indefinite(name(record, transaction))) now")
    }
    for column in before where !transaction.model.layout.has(row.table, column.name) {
      return Obstacle("the database no longer has the column '\(column.name)'")
    }
    if let taken = try taken(before, row, record, columns, transaction) { return taken }
    try attempt(&transaction) { (part) throws(Failure) in
      try part.insert(into: row.table, before, of: record.entity, record.id)
    }
    return nil
  }

  private mutating func putBack(
    _ row: Row, _ change: RowChange, _ before: [RowChange.Column], _ after: [RowChange.Column], _ record: AuditRecord,
    _ columns: ColumnTraits, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Obstacle? {
    note(restored: change, record, transaction.model)
    guard let current = try transaction.row(row.table, row.row) else {
      let names = Set(after.map(\.name))
      return try obstacle(record, row, names, "\(name(record, transaction)) was deleted since")
    }
    var changed: [String] = []
    for column in after where !columns.isVolatile(column.name) {
      let value = current[column.name] ?? .null
      guard current[column.name] != column.value else { continue }
      if columns.isSecret(column.name) {
        guard restoresSecrets, try !isLeft(column.name, value, of: row, record, transaction) else { continue }
      }
      changed.append(column.name)
    }
    guard changed.isEmpty else {
      return try obstacle(
        record, row, Set(changed), "\(name(record, transaction)) changed since: \(columns.names(changed))")
    }
    var back: [RowChange.Column] = []
    for column in before {
      if columns.isSecret(column.name), !restoresSecrets {
        if current[column.name] != column.value { try withhold(column.name, row, record, columns, transaction) }
      } else {
        back.append(column)
      }
    }
    if let taken = try taken(back, row, record, columns, transaction) { return taken }
    try attempt(&transaction) { (part) throws(Failure) in
      try part.update(row.table, row: row.row, back, of: record.entity, record.id)
    }
    return nil
  }

  /// Changes a row. Where an engine refuses references to missing rows at once, a change that it refuses is left out, so
  /// that `findDangling` can say which records are in the way.
  mutating func attempt(
    _ transaction: inout WriteTransaction, _ change: (inout WriteTransaction) throws(Failure) -> Void
  ) throws(Failure) {
    guard transaction.database.session.enforcesReferences else { return try change(&transaction) }
    do throws(Failure) { try transaction.attempt(change) } catch {
      guard error.kind == .constraint else { throw error }
      refused = refused ?? error
    }
  }

  private func taken(
    _ values: [RowChange.Column], _ row: Row, _ record: AuditRecord, _ columns: ColumnTraits,
    _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Obstacle? {
    // A repair made the values differ.
    guard record.method != Repair.method,
      let taken = try transaction.takenValue(row.table, values, columns, except: row.row)
    else { return nil }
    return Obstacle(
      "another \(record.entity) has its \(columns.names([taken.column])) now",
      [RecordID(entity: record.entity, id: taken.id)],
      .row(table: row.table, row: taken.id, columns: [taken.column]))
  }
}

// MARK: Secrets

extension Inversion {
  private mutating func withhold(
    _ column: String, _ row: Row, _ record: AuditRecord, _ columns: ColumnTraits,
    _ transaction: borrowing WriteTransaction
  ) throws(Failure) {
    let secret = Secret(row: row, column: column)
    left.insert(secret)
    let name = try name(record, transaction)
    withheld.append(Withheld(secret: secret, name: "\(columns.names([column])) of \(name)"))
  }

  /// Whether the secret has the value that an undo left, in this cascade or an earlier one.
  ///
  /// Never inlined: inlining it crashes the optimiser of Swift 6.3.1.
  @inline(never)
  private func isLeft(
    _ column: String, _ value: SQLValue, of row: Row, _ record: AuditRecord,
    _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Bool {
    if left.contains(Secret(row: row, column: column)) { return true }
    var isLeft = false
    try transaction.reading.eachAuditRecord(of: record.address, after: record.seq) { (later) throws(Failure) in
      let isSetter = later.changes.contains { change in
        change.table == row.table && change.row == row.row
          && change.after?.contains { $0.name == column && $0.value == value } == true
      }
      if isSetter { isLeft = try transaction.undo(of: later.call) != nil }
      return !isLeft
    }
    return isLeft
  }
}
