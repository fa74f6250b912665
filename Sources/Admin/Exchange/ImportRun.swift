import Catalogue
import JSON
import Store
import Vocabulary

/// Makes the records of a file in one transaction.
struct ImportRun {
  /// What happens to a record of the file that exists.
  enum Existing: Sendable {
    /// It is an error.
    case refused
    /// It is changed.
    case changed
    /// It is changed, and the file may have it only once.
    case declared
  }

  let plan: ImportPlan
  private let existing: Existing
  private let work: LongWork
  var errors = ImportErrors()
  private(set) var counts: [(entity: String, created: Int64, updated: Int64, unchanged: Int64)] = []
  /// The keys that were made.
  private(set) var secrets: [JSON] = []
  /// What was not carried, with how often, as plural sentences.
  private(set) var left: [(sentence: String, count: Int64)] = []
  /// The names of records that could not be made.
  var failed: [String: Set<String>] = [:]
  /// How many records could not be made.
  var failures = 0
  /// The names of records that were there before.
  private var found: [String: Set<String>] = [:]
  /// The ids of the records that the file numbers, by entity.
  var labels: [String: ImportLabels] = [:]
  private var lines = ImportLines()
  /// The lines of all records, by entity and id, if the file declares them.
  private(set) var declared: [String: [Int64: Int32]] = [:]
  /// Finds the records without a name, but none that was made.
  private var twins = TwinIndex()
  /// References to records that come later.
  private var waiting: [(entity: BoundEntity, id: Int64, values: JSON.Object, place: ImportFile.Place)] = []
  private var done: Int64 = 0
  /// The line that was read last: it may have many records.
  private var line: (number: Int32, records: [ImportRecord])?

  private static let flushRows = 1_000

  init(_ plan: ImportPlan, existing: Existing, _ work: LongWork) {
    (self.plan, self.existing, self.work) = (plan, existing, work)
  }

  /// - Parameter beforeFlush: called before the transaction forgets what was changed so far.
  /// - Throws: `invalid` or `already_exists` with all errors.
  mutating func run(
    _ transaction: inout WriteTransaction,
    beforeFlush: (borrowing WriteTransaction) throws(Failure) -> Void = { _ in }
  ) throws(Failure) {
    transaction.context.secrets = plan.secrets
    transaction.context.isImport = plan.file.layout != nil
    errors = plan.file.errors
    for record in plan.file.broken { if let entity = transaction.model[record.kind] { fail(record, entity) } }
    for (sentence, count) in plan.file.left.sorted(by: { $0.key < $1.key }) { left.append((sentence, count)) }
    for one in plan.entities {
      guard let places = plan.file.places[one.entity.name] else { continue }
      counts.append((one.entity.name, 0, 0, 0))
      for place in places {
        try add(place, one, &transaction)
        done += 1
        if done.isMultiple(of: Int64(Self.flushRows)) {
          try beforeFlush(transaction)
          try transaction.flush()
        }
        if done.isMultiple(of: 64) {
          let stage = existing == .declared ? "applying" : "importing"
          work.tell(LongWork.Progress(stage, done, of: Int64(plan.file.count), .rows))
        }
      }
    }
    for one in waiting { try set(one, &transaction) }
    try errors.throwIfAny()
    guard failures == 0 else {
      throw Failure(.internal, "records of the file could not be made", detail: "\(failures) without an error")
    }
  }

  /// Makes or changes one record. Its errors are collected, since more may be wrong with the file.
  private mutating func add(
    _ place: ImportFile.Place, _ one: ExchangeEntity, _ transaction: inout WriteTransaction
  ) throws(Failure) {
    let record = try record(at: place)
    let number = record.values[ExchangeNames.numberName].map(ImportValue.label)
    if let companion = record.companion, found[companion.kind]?.contains(companion.name) == true {
      return try keep(record, one, place, transaction)
    }
    do throws(Failure) {
      if let number, labels[one.entity.name]?.has(number) == true {
        throw Failure(.invalid, "two records of the file have the id \(number)", field: ExchangeNames.numberName)
      }
      guard var values = try resolved(record, one, transaction) else {
        return try tell(nil, of: record, one, place, &transaction)
      }
      for field in plan.kept[place] ?? [] { values.values[field] = nil }
      transaction.subject = Self.key(record.values, one.entity).map { (one.entity, $0) }
      defer { transaction.subject = nil }
      let id = try transaction.separately { (transaction) throws(Failure) in
        try write(values.values, one.entity, place, &transaction)
      }
      if let number { labels[one.entity.name, default: ImportLabels()].set(number, id) }
      if !values.later.isEmpty { waiting.append((one.entity, id, JSON.Object(values.later), place)) }
    } catch {
      guard transaction.ending == nil, error.kind != .conflict else { throw error }
      try tell(error, of: record, one, place, &transaction)
    }
  }

  /// Declares a record that is not made again, if it is still there.
  private mutating func keep(
    _ record: ImportRecord, _ one: ExchangeEntity, _ place: ImportFile.Place, _ transaction: borrowing WriteTransaction
  ) throws(Failure) {
    guard existing == .declared else { return }
    do throws(Failure) {
      guard let values = try resolved(record, one, transaction)?.values,
        let id = try match(values, one.entity, transaction)
      else { return }
      declared[one.entity.name, default: [:]][id] = place.line
      if let number = record.values[ExchangeNames.numberName].map(ImportValue.label) {
        labels[one.entity.name, default: ImportLabels()].set(number, id)
      }
    } catch {
      // What it refers to is gone, too.
      guard transaction.ending == nil else { throw error }
    }
  }

  /// - Throws: `invalid` for a record that the file has twice.
  private mutating func declare(
    _ id: Int64, _ entity: BoundEntity, _ key: String?, _ place: ImportFile.Place
  ) throws(Failure) {
    guard existing == .declared,
      let line = declared[entity.name, default: [:]].updateValue(place.line, forKey: id)
    else { return }
    let name = key.map { "'\($0)'" } ?? String(id)
    throw Failure(
      .invalid, "\(entity.entity.words) \(name) is declared twice", entity: entity.name, id: id,
      field: entity.naturalKey.first?.name, more: [.init("also", .integer(Int64(line)))])
  }

  private mutating func record(at place: ImportFile.Place) throws(Failure) -> ImportRecord {
    if line?.number != place.line { line = (place.line, try plan.file.records(at: place, &lines)) }
    guard let line, line.records.indices.contains(Int(place.part)) else {
      throw Failure(.invalid, "the file changed while it was imported")
    }
    return line.records[Int(place.part)]
  }

  /// The natural key as references write it.
  static func key(_ values: JSON.Object, _ entity: BoundEntity) -> String? {
    let parts = entity.naturalKey.map { values[$0.name]?.string ?? "" }
    return parts.isEmpty ? nil : parts.joined(separator: ":")
  }

  /// Counts what is not carried, since only another version has it.
  mutating func leave(_ sentence: String) {
    if let place = left.firstIndex(where: { $0.sentence == sentence }) {
      left[place].count += 1
    } else {
      left.append((sentence, 1))
    }
  }

  private mutating func write(
    _ values: JSON.Object, _ entity: BoundEntity, _ place: ImportFile.Place, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Int64 {
    let last = counts.count - 1
    guard let id = try match(values, entity, transaction) else {
      try checkPrepared(values, entity, place, transaction)
      let id = try transaction.create(entity, .object(values))
      counts[last].created += 1
      // A set of a million ids would be too large where nobody asks for it.
      if existing != .refused { twins.take(id, of: entity) }
      try declare(id, entity, nil, place)
      if let fresh = transaction.freshKey {
        secrets.append([
          "entity": .string(entity.name), "id": .integer(id),
          "name": values[entity.naturalKey.first?.name ?? ""] ?? .null,
          "field": .string(fresh.field), "value": .string(fresh.key),
        ])
        transaction.forgetFreshKey()
      }
      return id
    }
    let isServersOwn = entity.isServersOwn { values[$0]?.string }
    try declare(id, entity, Self.key(values, entity), place)
    if let name = Self.key(values, entity) { found[entity.name, default: []].insert(name) }
    // What it was found by stays.
    var values = values
    let key = Self.key(values, entity) ?? ""
    for field in entity.naturalKey { values[field.name] = nil }
    if isServersOwn, plan.file.isFromOtherVersion(transaction.model) {
      leave("\(entity.entity.plural) of the server itself, which stay as this version has them")
      return id
    }
    let isChanged = try change(entity, id, values, &transaction)
    guard existing != .refused || (isServersOwn && (!isChanged || plan.file.layout != nil)) else {
      throw Failure(
        .alreadyExists, "\(entity.entity.words) '\(key)' already exists", entity: entity.name, id: id,
        field: entity.naturalKey.first?.name, hint: "'update' changes existing records", remedy: .update)
    }
    if isChanged { counts[last].updated += 1 } else { counts[last].unchanged += 1 }
    return id
  }

  /// - Throws: `conflict` for a record that was there when the file was read, so that nothing was prepared for a new one.
  private func checkPrepared(
    _ values: JSON.Object, _ entity: BoundEntity, _ place: ImportFile.Place, _ transaction: borrowing WriteTransaction
  ) throws(Failure) {
    let needsKey = entity.fields.contains { $0.isHashed && $0.field.fallback == .key && values[$0.name] == nil }
    // After an error, wrong records may have used up what was prepared, and nothing will be committed.
    guard errors.isEmpty, plan.kept[place] != nil || (needsKey && !transaction.context.secrets.hasKey) else { return }
    throw Failure(
      .conflict, "\(entity.entity.words) '\(Self.key(values, entity) ?? "")' was deleted while the file was read",
      entity: entity.name, hint: "import the file again")
  }

  /// - Returns: whether the record differed.
  private func change(
    _ entity: BoundEntity, _ id: Int64, _ values: JSON.Object, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Bool {
    let values = existing == .declared ? try readable(values, of: entity, id, transaction) : values
    return try transaction.changes { (transaction) throws(Failure) in
      if entity.guards.isEmpty {
        _ = try transaction.update(entity, .id(id), .object(values))
      } else {
        // A refused change would count against the records that follow.
        _ = try transaction.attempt { (transaction) throws(Failure) in
          try transaction.update(entity, .id(id), .object(values))
        }
      }
    }
  }

  /// Without public keys that the record has: the real server stored some in another form, which it can read, and a file
  /// does not tell the forms apart.
  private func readable(
    _ values: JSON.Object, of entity: BoundEntity, _ id: Int64, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> JSON.Object {
    var values = values
    for field in entity.fields where field.kind == .publicKey && values[field.name]?.string != nil {
      let record = try transaction.reading.record(entity, .id(id), [field.name])
      if record.json(field.name) == values[field.name] { values[field.name] = nil }
    }
    return values
  }

  /// The record with the same natural key. Two with one name are told apart by what else has to be alone, such as the
  /// organization of a role.
  mutating func match(
    _ values: JSON.Object, _ entity: BoundEntity, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Int64? {
    let key = entity.naturalKey.map { (field: $0, value: values[$0.name] ?? .null) }
    guard !key.isEmpty, key.allSatisfy({ !$0.value.isNull }) else { return try twin(values, entity, transaction) }
    let found = try transaction.reading.ids(of: .natural(key), entity)
    guard let alone = entity.aloneMembers, !found.isEmpty else {
      guard found.count < 2 else { return try transaction.reading.id(of: .natural(key), entity) }
      return found.first
    }
    for id in found {
      let record = try transaction.reading.record(entity, .id(id), alone.map { "\($0).id" })
      let isSame = alone.allSatisfy { record.one($0)?.id == values[$0]?[ExchangeNames.numberName]?.integer }
      if isSame { return id }
    }
    return nil
  }

  /// Of records without a name, one with the same values, each once: a file that is imported again makes none anew.
  private mutating func twin(
    _ values: JSON.Object, _ entity: BoundEntity, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Int64? {
    guard existing != .refused else { return nil }
    return try twins.first(entity, with: values, transaction.reading)
  }

  private mutating func set(
    _ one: (entity: BoundEntity, id: Int64, values: JSON.Object, place: ImportFile.Place),
    _ transaction: inout WriteTransaction
  ) throws(Failure) {
    var values = JSON.Object()
    do throws(Failure) {
      for member in one.values.members {
        guard let relation = one.entity.relation(member.key), let target = transaction.model[relation.target] else {
          continue
        }
        switch labels[target.name]?[ImportValue.label(member.value)] {
        case .id(let id): values[member.key] = .integer(id)
        case .failed: return
        case .unknown, nil:
          throw Failure(
            .invalid, "'\(member.key)': the file has no \(target.entity.words) \(ImportValue.label(member.value))",
            entity: one.entity.name, field: member.key)
        }
      }
      _ = try transaction.separately { (transaction) throws(Failure) in
        try transaction.update(one.entity, .id(one.id), .object(values))
      }
    } catch {
      guard transaction.ending == nil else { throw error }
      errors.add(error, line: Int(one.place.line))
    }
  }
}
