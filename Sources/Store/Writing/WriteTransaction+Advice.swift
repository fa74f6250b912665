package import Catalogue
import JSON
import SQLite

extension WriteTransaction {
  /// Warns of what is allowed, and probably not meant.
  mutating func advise(on entity: BoundEntity, _ id: Int64, given values: JSON) throws(Failure) {
    let isNew = records.first.map { $0.rows.first?.before == nil } ?? false
    func isGiven(_ name: String) -> Bool {
      values.object?.members.contains { canonical($0.key, entity) == name } ?? false
    }
    for advice in entity.entity.advice {
      switch advice {
      case .weakPassword(let field):
        guard let password = values.object?.members.first(where: { canonical($0.key, entity) == field })?.value.string
        else { continue }
        let complaints = PasswordRules.complaints(password)
        if !complaints.isEmpty { warn("the \(field) is weak: " + complaints.joined(separator: ", ")) }
      case .without(let name, let sentence):
        guard isNew || isGiven(name), try isNull(name, of: entity, id) else { continue }
        warn(sentence)
      case .outside(let one, let other, let many, let sentence):
        guard isNew || isGiven(one) || isGiven(other),
          try isOutside(one, other, many, of: entity, id)
        else { continue }
        warn(sentence)
      }
    }
  }

  /// Turns warnings into a refusal where that was asked for.
  /// - Throws: `invalid`.
  package func heed(_ arguments: Arguments) throws(Failure) {
    guard arguments.flag("strict"), let first = warnings.first else { return }
    let rest = warnings.dropFirst().map { "; " + $0 }.joined()
    throw Failure(.invalid, first + rest, hint: "leave out 'strict' to do it all the same")
  }

  private func canonical(_ name: String, _ entity: BoundEntity) -> String? {
    switch entity[name] {
    case .field(let field)?: field.name
    case .relation(let relation)?: relation.name
    case .id?, nil: nil
    }
  }

  private func column(_ name: String, of entity: BoundEntity) -> String? {
    if case .column(let column)? = entity.relation(name)?.link { return column }
    if case .own(let column)? = entity.field(name)?.source { return column }
    return nil
  }

  private func isNull(_ name: String, of entity: BoundEntity, _ id: Int64) throws(Failure) -> Bool {
    guard let column = column(name, of: entity) else { return false }
    let value = try database.value(
      "SELECT \(quoted(column)) FROM \(quoted(entity.table)) WHERE id = ?1", [.integer(id)])
    return value?.isNull ?? false
  }

  private func isOutside(
    _ one: String, _ other: String, _ many: String, of entity: BoundEntity, _ id: Int64
  ) throws(Failure) -> Bool {
    guard let member = column(one, of: entity), let group = column(other, of: entity),
      let target = entity.relation(other)?.target,
      case .through(let table, let ours, let theirs)? = try model.entity(target).relation(many)?.link
    else { return false }
    let sql =
      "SELECT 1 FROM \(quoted(entity.table)) e WHERE e.id = ?1 AND e.\(quoted(member)) IS NOT NULL "
      + "AND e.\(quoted(group)) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(quoted(table)) p "
      + "WHERE p.\(quoted(ours)) = e.\(quoted(group)) AND p.\(quoted(theirs)) = e.\(quoted(member)))"
    return try database.value(sql, [.integer(id)]) != nil
  }
}
