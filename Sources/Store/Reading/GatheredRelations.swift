import Catalogue
import Engine

/// The to-many relations of all records of a page, read by one statement for each relation, not for each record: with
/// an engine in another process, each statement costs a round trip.
final class GatheredRelations {
  private var cursors: [ObjectIdentifier: [Int64: any Cursor]] = [:]

  /// - Parameter statement: the records, before the first one; it is there again afterwards.
  /// - Returns: nil if the engine gathers nothing, or there is nothing to gather.
  init?(_ database: Database, _ selection: Selection, _ statement: borrowing Statement) throws(Failure) {
    let relations = selection.relations
    guard database.session.costsRoundTrips, !relations.isEmpty else { return nil }
    var owners = relations.map { _ in Set<Int64>() }
    while try statement.next() {
      for (place, many) in relations.enumerated() where !statement.isNull(many.owner) {
        owners[place].insert(statement.integer(many.owner))
      }
    }
    statement.rewind()
    for (many, owners) in zip(relations, owners) { try gather(many, of: owners, database) }
  }

  private func gather(_ many: Selection.Many, of owners: Set<Int64>, _ database: Database) throws(Failure) {
    guard !owners.isEmpty else { return }
    let rows = try database.partitions(many.page.sql, of: owners.sorted(), by: many.page.owner)
    cursors[ObjectIdentifier(many.page)] = rows
    let relations = many.selection.relations
    guard !relations.isEmpty else { return }
    var inner = relations.map { _ in Set<Int64>() }
    for cursor in rows.values {
      let statement = Statement(cursor)
      while try statement.next() {
        for (place, relation) in relations.enumerated() where !statement.isNull(relation.owner) {
          inner[place].insert(statement.integer(relation.owner))
        }
      }
    }
    for (relation, owners) in zip(relations, inner) { try gather(relation, of: owners, database) }
  }

  /// The rows of the relation of the record with that id; nil if the relation was not gathered.
  func statement(_ many: Selection.Many, of id: Int64) -> Statement? {
    guard let rows = cursors[ObjectIdentifier(many.page)] else { return nil }
    return Statement(rows[id] ?? RowCursor([]))
  }
}
