import Catalogue
import JSON
import Store
import Vocabulary

/// Makes the records of a file in one transaction.
struct ImportRun {
  let plan: ImportPlan
  private let updates: Bool
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
  /// The records without a name that were found, by entity.
  private var twins: [String: Set<Int64>] = [:]
  /// References to records that come later.
  private var waiting: [(entity: BoundEntity, id: Int64, values: JSON.Object, place: ImportFile.Place)] = []
  private var done: Int64 = 0
  /// The line that was read last: it may have many records.
  private var line: (number: Int32, records: [ImportRecord])?

  private static let flushRows = 1_000

  init(_ plan: ImportPlan, updates: Bool, _ work: LongWork) {
    (self.plan, self.updates, self.work) = (plan, updates, work)
  }

  /// - Throws: `invalid` or `already_exists` with all errors.
  mutating func run(_ transaction: inout WriteTransaction) throws(Failure) {
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
        if done.isMultiple(of: Int64(Self.flushRows)) { try transaction.flush() }
        if done.isMultiple(of: 64) {
          work.tell(LongWork.Progress("importing", done, of: Int64(plan.file.count), .rows))
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
    if let companion = record.companion, found[companion.kind]?.contains(companion.name) == true { return }
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
      let id = try write(values.values, one.entity, hasKept: plan.kept[place] != nil, &transaction)
      if let number { labels[one.entity.name, default: ImportLabels()].set(number, id) }
      if !values.later.isEmpty { waiting.append((one.entity, id, JSON.Object(values.later), place)) }
    } catch {
      guard transaction.ending == nil, error.kind != .conflict else { throw error }
      try tell(error, of: record, one, place, &transaction)
    }
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
  private mutating func leave(_ sentence: String) {
    if let place = left.firstIndex(where: { $0.sentence == sentence }) {
      left[place].count += 1
    } else {
      left.append((sentence, 1))
    }
  }

  private mutating func write(
    _ values: JSON.Object, _ entity: BoundEntity, hasKept: Bool, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Int64 {
    let last = counts.count - 1
    guard let id = try existing(values, entity, transaction) else {
      // After an error, wrong records may have used up what was prepared, and nothing will be committed.
      guard !errors.isEmpty || (!hasKept && (!needsKey(values, entity) || transaction.context.secrets.hasKey)) else {
        throw Failure(
          .conflict, "\(entity.entity.words) '\(Self.key(values, entity) ?? "")' was deleted while the file was read",
          entity: entity.name, hint: "import the file again")
      }
      let id = try transaction.create(entity, .object(values))
      counts[last].created += 1
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
    let isServersOwn = isServersOwn(values, entity)
    if let name = Self.key(values, entity) { found[entity.name, default: []].insert(name) }
    // What it was found by stays.
    var values = values
    let key = Self.key(values, entity) ?? ""
    for field in entity.naturalKey { values[field.name] = nil }
    if isServersOwn, plan.file.isFromOtherVersion(transaction.model) {
      leave("\(entity.entity.plural) of the server itself, which stay as this version has them")
      return id
    }
    let isChanged = try transaction.changes { (transaction) throws(Failure) in
      _ = try transaction.update(entity, .id(id), .object(values))
    }
    guard updates || (isServersOwn && (!isChanged || plan.file.layout != nil)) else {
      throw Failure(
        .alreadyExists, "\(entity.entity.words) '\(key)' already exists", entity: entity.name, id: id,
        field: entity.naturalKey.first?.name, hint: "'update' changes existing records", remedy: .update)
    }
    if isChanged { counts[last].updated += 1 } else { counts[last].unchanged += 1 }
    return id
  }

  private func needsKey(_ values: JSON.Object, _ entity: BoundEntity) -> Bool {
    entity.fields.contains { $0.isHashed && $0.field.fallback == .key && values[$0.name] == nil }
  }

  /// The record with the same natural key. Two with one name are told apart by what else has to be alone, such as the
  /// organization of a role.
  mutating func existing(
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
    guard updates else { return nil }
    var condition = JSON.Object()
    for field in entity.fields where field.isWritable && !field.field.has(.large) && !field.field.isSecret {
      guard case .own = field.source, let value = values[field.name] else { continue }
      condition[field.name] = value.isNull ? .null : ["eq": value]
    }
    for relation in entity.relations {
      guard case .column = relation.link, let value = values[relation.name] else { continue }
      let id = value[ExchangeNames.numberName] ?? value
      condition[id.integer == nil ? relation.name : "\(relation.name).\(ExchangeNames.numberName)"] = id
    }
    let found = try transaction.reading.records(entity, where: .object(condition), [ExchangeNames.numberName])
    return found.map(\.id).first { twins[entity.name, default: []].insert($0).inserted }
  }

  /// Whether the server makes the record itself in every database.
  private func isServersOwn(_ values: JSON.Object, _ entity: BoundEntity) -> Bool {
    entity.guards.contains { one in
      guard case .loss = one.harm, let name = values[one.field]?.string else { return false }
      return one.values.contains(name)
    }
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
      _ = try transaction.update(one.entity, .id(one.id), .object(values))
    } catch {
      guard transaction.ending == nil else { throw error }
      errors.add(error, line: Int(one.place.line))
    }
  }
}

// References.
extension ImportRun {
  /// The values as a call gives them, and the numbers of records that come later, by relation.
  typealias Resolved = (values: JSON.Object, later: [JSON.Member])

  /// - Returns: nil if the record refers to one that has an error already.
  private mutating func resolved(
    _ record: ImportRecord, _ one: ExchangeEntity, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Resolved? {
    var resolved: Resolved = (JSON.Object(), [])
    var isKnown = true
    for member in record.values.members where member.key != ExchangeNames.numberName {
      if try !resolve(member, one, transaction, into: &resolved) { isKnown = false }
    }
    return isKnown ? resolved : nil
  }

  /// - Returns: whether nothing in the value refers to a record that has an error already.
  mutating func resolve(
    _ member: JSON.Member, _ one: ExchangeEntity, _ transaction: borrowing WriteTransaction,
    into resolved: inout Resolved
  ) throws(Failure) -> Bool {
    let found: BoundEntity.Member
    do throws(Failure) { found = try one.entity.member(member.key) } catch {
      guard error.isAbsent, plan.file.isFromOtherVersion(transaction.model) else { throw error }
      if !member.value.isNull {
        leave("values of '\(member.key)' of \(one.entity.entity.plural), which this version does not have")
      }
      return true
    }
    switch found {
    case .id: break
    case .field(let field): resolved.values[field.name] = Self.typed(member.value, field)
    case .relation(let relation):
      guard let target = transaction.model[relation.target] else { break }
      if let items = member.value.array {
        var ids: [JSON] = []
        for item in items {
          guard let id = try reference(item, target, relation.name, one.entity, transaction) else { return false }
          if let id = id.known { ids.append(id) }
        }
        resolved.values[relation.name] = .array(ids)
      } else {
        guard let id = try reference(member.value, target, relation.name, one.entity, transaction) else { return false }
        if let known = id.known { resolved.values[relation.name] = known }
        if let later = id.later { resolved.later.append(.init(relation.name, later)) }
      }
    }
    return true
  }

  private static func typed(_ value: JSON, _ field: BoundField) -> JSON {
    if field.isHashed, let plain = ImportValue.plainSecret(value) { return .string(plain) }
    return ImportValue.typed(value, as: field.kind)
  }

  /// - Returns: nil for a record that has an error already.
  private mutating func reference(
    _ value: JSON, _ target: BoundEntity, _ name: String, _ entity: BoundEntity,
    _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> (known: JSON?, later: JSON?)? {
    if value.isNull { return (.null, nil) }
    if let name = value.string, failed[target.name]?.contains(name) == true { return nil }
    if !target.entity.verbs.contains(.create), plan.file.isFromOtherVersion(transaction.model) {
      return (try serversOwn(value, target, name, entity, transaction), nil)
    }
    guard let number = ImportValue.number(value, target) else {
      guard !target.naturalKey.isEmpty, entity.aloneMembers?.contains(name) == true else { return (value, nil) }
      // Records are compared by ids.
      let key = try RecordKey(reference: value, to: target, field: name, of: entity)
      return ([ExchangeNames.numberName: .integer(try transaction.reading.id(of: key, target))], nil)
    }
    switch labels[target.name]?[ImportValue.label(number)] {
    case .id(let id): return ([ExchangeNames.numberName: .integer(id)], nil)
    case .failed: return nil
    case .unknown, nil:
      if target.name == entity.name { return (nil, number) }
      throw Failure(
        .invalid, "'\(name)': the file has no \(target.entity.words) \(ImportValue.label(number))", entity: entity.name,
        field: name)
    }
  }
}

// What the server makes itself, such as rules, differs from version to version.
extension ImportRun {
  /// - Returns: the reference in this version; nil if it does not have the record.
  private mutating func serversOwn(
    _ value: JSON, _ target: BoundEntity, _ name: String, _ entity: BoundEntity,
    _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> JSON? {
    let text = value.string.map { RuleSuccession.key(of: $0, to: transaction.model.generation) }
    let key = try RecordKey(
      reference: text.map { .string($0) } ?? value, to: target, field: name, of: entity)
    if let id = try transaction.reading.ids(of: key, target).first { return .integer(id) }
    leave("'\(name)' of \(entity.entity.plural): \(target.entity.words) \(key.words), which this version does not have")
    return nil
  }
}

extension RuleSuccession {
  /// The key of the rule that allows in a generation what that of an older one allows.
  fileprivate static func key(of older: String, to generation: Int) -> String {
    guard generation >= 4 else { return older }
    return all.first { $0.older.key == older && !$0.isAmbiguous }?.newer.key ?? older
  }
}

extension BoundEntity {
  /// The relations by which records with the same natural key are told apart; nil if the key suffices.
  fileprivate var aloneMembers: [String]? {
    for advice in advice {
      guard case .alone(let members, true) = advice.rule, let first = naturalKey.first?.name, members.contains(first)
      else { continue }
      return members.filter { relation($0) != nil }
    }
    return nil
  }
}
