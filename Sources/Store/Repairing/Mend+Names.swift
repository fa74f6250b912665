import Catalogue
import Engine

extension Mend {
  /// Gives a record a name that no other has: the old one with a number.
  package static let renamed = Mend("gives the later record the name with a number, such as 'NAME (2)'") {
    (transaction, defect) throws(Failure) in
    guard let (entity, id) = defect.record(transaction.model), let place = defect.place, entity.hasName(at: place)
    else { return .left("it is no name that a number could be added to") }
    guard let partner = defect.partner?.id, let name = try transaction.value(at: place, id)?.text,
      let other = try transaction.value(at: place, partner)?.text,
      LookAlike.canonical(name) == LookAlike.canonical(other)
    else { return .gone }
    let new = try transaction.freeName(LookAlike.canonical(name), place.column, of: entity)
    try transaction.set(.text(new), at: place, id, of: entity)
    return .mended("is \(SQLValue.text(new).shown) now")
  }

  /// Which of the records that should be alone with their values stays.
  package enum Kept: Sendable { case first, last }

  /// Deletes all but one of the records that have the same values in these columns. The others lose what refers to them.
  package static func only(_ kept: Kept, by members: [String]) -> Mend {
    Mend("keeps the \(kept == .first ? "first" : "last") of them, and deletes the others") {
      (transaction, defect) throws(Failure) in
      guard let (entity, id) = defect.record(transaction.model) else { return .left(nil) }
      // Each defect stands for one record too many, and deletes one, whichever is to go.
      let twins = try transaction.twins(of: id, members.compactMap { entity.column(of: $0) }, entity)
      guard twins.count > 1 else { return .gone }
      let victim = kept == .first ? id : twins[0]
      try transaction.attempt { (attempt) throws(Failure) in
        var deletion = Deletion(attempt.database)
        try attempt.delete(entity, victim, in: entity.table, dependents: .detach, &deletion)
      }
      return .mended(victim == id ? "deleted" : "\(entity.entity.words) \(victim) deleted")
    }
  }
}

extension WriteTransaction {
  /// The ids of the records with the same values in these columns as that record, which is one of them.
  fileprivate func twins(of id: Int64, _ columns: [String], _ entity: BoundEntity) throws(Failure) -> [Int64] {
    let same = columns.map { database.dialect.same("t.\(quoted($0))", "o.\(quoted($0))") }.joined(separator: " AND ")
    let rows = try database.rows(
      "SELECT t.id FROM \(quoted(entity.table)) t JOIN \(quoted(entity.table)) o ON o.id = \(database.parameter(1)) "
        + "AND \(same) ORDER BY t.id", [.integer(id)])
    return rows.compactMap { $0.first?.integer }
  }
}

extension BoundEntity {
  fileprivate func hasName(at place: Defect.Place) -> Bool {
    fields.contains { field in
      guard case .own(let column) = field.source else { return false }
      return column == place.column && field.field.has(.name)
    }
  }
}
