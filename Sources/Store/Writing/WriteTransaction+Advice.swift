package import Catalogue
import Engine
import JSON
import Vocabulary

extension WriteTransaction {
  /// Warns about values in the record just made or changed that are allowed but probably not intended. Refuses those
  /// that the server of this generation cannot handle.
  mutating func advise(on entity: BoundEntity, _ id: Int64) throws(Failure) {
    guard !entity.advice.isEmpty, let change = change(of: entity.name, id) else { return }
    try advise(on: entity, change, isAsked: true)
  }

  /// The same for all changed records, after an undo or a delete: there, no caller chose the values one by one.
  /// - Parameter mayRefuse: false to warn only.
  mutating func adviseOnAll(mayRefuse: Bool = true) throws(Failure) {
    for change in allChanges {
      guard let entity = model[change.entity], !entity.advice.isEmpty, !change.isDeleted(entity) else { continue }
      try advise(on: entity, change, isAsked: false, mayRefuse: mayRefuse)
    }
  }

  /// - Parameter isAsked: whether the caller chose the record's values.
  private mutating func advise(
    on entity: BoundEntity, _ change: RecordChange, isAsked: Bool, mayRefuse: Bool = true
  ) throws(Failure) {
    let isNew = change.isNew(entity)
    for advice in isNew ? entity.adviceOnNew : entity.advice {
      let found: [Finding]
      switch advice.rule {
      case .without(let member): found = isAsked ? without(member, entity, change, isNew) : []
      case .within(let path, let others): found = try strays(path, others, entity, change, isNew)
      case .alone(let members, let countsNulls):
        found = try others(with: members, countsNulls, entity, change, isNew)
      }
      guard !found.isEmpty else { continue }
      let sentence = advice.sentence.replacing("%", with: Self.list(found))
      guard !mayRefuse || !entity.refuses(advice) else {
        throw Failure(.constraint, sentence, entity: entity.name, id: change.id)
      }
      warn(sentence)
    }
  }

  /// The name of a record that an advice is about; empty for the changed record itself.
  private typealias Finding = String

  private static func list(_ findings: [Finding]) -> String {
    findings.count > PathQuery.strayMax
      ? findings.prefix(PathQuery.strayMax).joined(separator: ", ") + " and others" : findings.joined(separator: ", ")
  }

  // MARK: Rules

  private func without(
    _ member: String, _ entity: BoundEntity, _ change: RecordChange, _ isNew: Bool
  ) -> [Finding] {
    guard let column = entity.column(of: member) else { return [] }
    switch change.touch(column, entity) {
    case .isNull: return [""]
    case .hasValue: return []
    case .untouched: return isNew ? [""] : []
    }
  }

  private func strays(
    _ path: [String], _ others: [String], _ entity: BoundEntity, _ change: RecordChange, _ isNew: Bool
  ) throws(Failure) -> [Finding] {
    guard let step = entity.relation(path[0]), let other = entity.relation(others[0]) else { return [] }
    // A new record has only the relations that it was given: other records cannot refer to it yet.
    if isNew, !hasValue(step, entity, change) || !hasValue(other, entity, change) { return [] }
    if isNew || isChanged(step, entity, change) || isChanged(other, entity, change) {
      return try names(of: path, others, entity, .all, [.integer(change.id)])
    }
    var found: [Finding] = []
    for partner in change.partners(step).added {
      found += try names(of: path, others, entity, .through, [.integer(change.id), .integer(partner)])
    }
    for partner in change.partners(other).removed {
      found += try names(of: path, others, entity, .only, [.integer(change.id), .integer(partner)])
    }
    return found
  }

  private func hasValue(_ relation: BoundRelation, _ entity: BoundEntity, _ change: RecordChange) -> Bool {
    switch relation.link {
    case .column(let column): change.touch(column, entity) == .hasValue
    case .through: !change.partners(relation).added.isEmpty
    case .back: false
    }
  }

  private func isChanged(_ relation: BoundRelation, _ entity: BoundEntity, _ change: RecordChange) -> Bool {
    guard case .column(let column) = relation.link else { return false }
    return change.touch(column, entity) == .hasValue
  }

  private func names(
    of path: [String], _ others: [String], _ entity: BoundEntity, _ reach: PathQuery.Reach, _ values: [SQLValue]
  ) throws(Failure) -> [Finding] {
    let sql = database.texts.stray(entity.name, path, others, reach) {
      PathQuery.stray(path, outside: others, of: entity, model, reach, database.dialect)
    }
    guard let sql, let target = entity.relation(path[0]).flatMap({ model[$0.target] }) else { return [] }
    var names: [Finding] = []
    for row in try database.rows(sql, values) {
      if let id = row[0].integer { names.append(try name(of: target, id)) }
    }
    return names
  }

  private func others(
    with members: [String], _ countsNulls: Bool, _ entity: BoundEntity, _ change: RecordChange, _ isNew: Bool
  ) throws(Failure) -> [Finding] {
    let columns = members.compactMap { entity.column(of: $0) }
    guard columns.count == members.count else { return [] }
    let touches = columns.map { change.touch($0, entity) }
    guard touches.contains(.hasValue) || countsNulls && touches.contains(.isNull) else { return [] }
    // In a new record, columns that were not given are null.
    if isNew, !countsNulls, touches.contains(where: { $0 != .hasValue }) { return [] }
    let sql = database.texts.twins(in: entity.table, columns, countsNulls: countsNulls)
    guard let id = try database.value(sql, [.integer(change.id)])?.integer else { return [] }
    return [try name(of: entity, id)]
  }

  // MARK: Names

  /// `'IKNL'`, or the id of a record without a name.
  func name(of entity: BoundEntity, _ id: Int64) throws(Failure) -> String {
    guard entity.naturalKey.count == 1, case .own(let column)? = entity.naturalKey.first?.source else {
      return String(id)
    }
    let sql = "SELECT \(quoted(column)) FROM \(quoted(entity.table)) WHERE id = \(database.parameter(1))"
    return try database.value(sql, [.integer(id)])?.text.map { Encoding.shown(.string($0)) } ?? String(id)
  }

  /// Throws all warnings as one failure if the call has `strict`.
  /// - Throws: `invalid`.
  package func refuseWarnings(ifStrict arguments: Arguments) throws(Failure) {
    guard arguments.flag("strict"), let first = warnings.first else { return }
    let rest = warnings.dropFirst().map { "; " + $0 }.joined()
    throw Failure(.invalid, first + rest, hint: "leave out 'strict' to do it anyway", remedy: .strict)
  }
}
