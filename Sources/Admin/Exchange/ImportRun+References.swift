import Catalogue
import JSON
import Store
import Vocabulary

// References.
extension ImportRun {
  /// The values as a call gives them, and the numbers of records that come later, by relation.
  typealias Resolved = (values: JSON.Object, later: [JSON.Member])

  /// - Returns: nil if the record refers to one that has an error already.
  mutating func resolved(
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
  var aloneMembers: [String]? {
    for advice in advice {
      guard case .alone(let members, true) = advice.rule, let first = naturalKey.first?.name, members.contains(first)
      else { continue }
      return members.filter { relation($0) != nil }
    }
    return nil
  }
}
