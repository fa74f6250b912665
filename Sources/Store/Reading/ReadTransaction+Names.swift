package import Catalogue
import Engine

extension ReadTransaction {
  /// `jane`, or `one:two:three` for a key of three fields; nil for a record without a name.
  package func name(of entity: BoundEntity, _ id: Int64) throws(Failure) -> String? {
    try RecordNames(database).name(of: entity, id)
  }

  /// The records that their natural key does not name: those without one, and those that share it.
  package func nameless(_ entity: BoundEntity) throws(Failure) -> Set<Int64> {
    let columns = entity.naturalKey.compactMap { field in
      if case .own(let column) = field.source { quoted(column) } else { nil }
    }
    guard !columns.isEmpty else { return [] }
    let list = columns.joined(separator: ", ")
    let same = columns.map { "t.\($0) = g.\($0)" }.joined(separator: " AND ")
    let none = columns.map { "\($0) IS NULL" }.joined(separator: " OR ")
    let table = quoted(entity.table)
    let rows = try database.rows(
      "SELECT t.id FROM \(table) t JOIN (SELECT \(list) FROM \(table) GROUP BY \(list) HAVING count(*) > 1) g ON \(same) "
        + "UNION SELECT id FROM \(table) WHERE \(none)")
    return Set(rows.compactMap { $0.first?.integer })
  }
}
