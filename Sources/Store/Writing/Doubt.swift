import Catalogue
import Engine
import Vocabulary

/// A question about a change, for the moment after its commit: whether another program has written the same at the same
/// moment. Only where sessions do not wait for each other, and where no constraint of the database refuses it.
package struct Doubt: Sendable {
  fileprivate let sql: String
  fileprivate let values: [SQLValue]
  /// `%` stands for the id of the record that the question finds.
  fileprivate let sentence: String
}

extension WriteTransaction {
  /// Notes the questions about the changes since the last audit record.
  func noteDoubts() throws(Failure) {
    guard !database.locksOutWriters, !context.isDryRun else { return }
    for change in records {
      guard let entity = model[change.entity], !change.isDeleted(entity) else { continue }
      for members in Self.distinctMembers(of: entity) { try noteTwin(members, entity, change) }
      guard !change.isNew(entity) else { continue }
      for relation in entity.relations { try notePairs(relation, entity, change) }
    }
  }

  /// The members whose values no two records should share.
  private static func distinctMembers(of entity: BoundEntity) -> [[String]] {
    entity.fields.filter { $0.field.has(.unique) }.map { [$0.name] }
      + entity.advice.compactMap { advice in
        if case .alone(let members, _) = advice.rule { members } else { nil }
      }
  }

  private func noteTwin(_ members: [String], _ entity: BoundEntity, _ change: RecordChange) throws(Failure) {
    let places = members.compactMap { entity.place(of: $0) }
    guard let table = places.first?.table, places.count == members.count, places.allSatisfy({ $0.table == table }),
      places.contains(where: { change.touch($0.column, in: table) == .hasValue }),
      try !database.isUnique(places.map(\.column), in: table)
    else { return }
    // The row of a parent may be that of another entity.
    let other = table == entity.table ? "\(entity.entity.words) %" : "the row % of '\(table)'"
    database.note(
      Doubt(
        sql: database.texts.twins(in: table, places.map(\.column), countsNulls: false),
        values: [.integer(change.id)],
        sentence: "another program has given \(other) the same \(members.joined(separator: " and ")) at the same moment"
      ))
  }

  private func notePairs(_ relation: BoundRelation, _ entity: BoundEntity, _ change: RecordChange) throws(Failure) {
    guard case .through(let table, let ours, let theirs) = relation.link else { return }
    let added = change.partners(relation).added
    guard !added.isEmpty, try !database.isUnique([ours, theirs], in: table) else { return }
    let sql =
      "SELECT \(quoted(theirs)) FROM \(quoted(table)) WHERE \(quoted(ours)) = \(database.parameter(1)) "
      + "AND \(quoted(theirs)) = \(database.parameter(2)) GROUP BY \(quoted(theirs)) HAVING count(*) > 1"
    for partner in added {
      database.note(
        Doubt(
          sql: sql, values: [.integer(change.id), .integer(partner)],
          sentence: "another program has added % to '\(relation.name)' of \(entity.entity.words) \(change.id) at the "
            + "same moment: it is there twice"))
    }
  }
}

extension Database {
  /// The most questions of one transaction. A check of the database answers the others.
  private static let doubtsMax = 200

  fileprivate func note(_ doubt: Doubt) {
    if open.doubts.count < Self.doubtsMax { open.doubts.append(doubt) }
  }

  /// The questions about the changes since the last time.
  package func takeDoubts() -> [Doubt] {
    defer { open.doubts.removeAll() }
    return open.doubts
  }

  /// Asks the questions.
  /// - Returns: a sentence for each that finds something. What cannot be asked finds nothing: the change is committed.
  package func ask(_ doubts: [Doubt]) -> [String] {
    doubts.compactMap { doubt in
      guard let found = try? value(doubt.sql, doubt.values), let id = found.integer else { return nil }
      return doubt.sentence.replacing("%", with: String(id))
    }
  }
}
