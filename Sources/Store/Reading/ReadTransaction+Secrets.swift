package import Catalogue
import Engine

// Stored secrets, to compare them. No answer contains them.
extension ReadTransaction {
  /// The stored secret of a record; nil if it has none.
  /// - Throws: `not_found`, `ambiguous`.
  package func secret(
    _ field: String, of entity: BoundEntity, _ key: RecordKey
  ) throws(Failure) -> String? {
    let id = try self.id(of: key, entity)
    guard case .own(let column)? = entity.field(field)?.source else { return nil }
    return try database.value(
      "SELECT \(quoted(column)) FROM \(quoted(entity.table)) WHERE id = \(database.parameter(1))", [.integer(id)])?.text
  }

  /// The stored secrets of all records that have one, in the order of the ids.
  package func secrets(_ field: String, of entity: BoundEntity) throws(Failure) -> [(id: Int64, secret: String)] {
    guard case .own(let column)? = entity.field(field)?.source else { return [] }
    let rows = try database.rows(
      "SELECT id, \(quoted(column)) FROM \(quoted(entity.table)) WHERE \(quoted(column)) IS NOT NULL ORDER BY id")
    return rows.compactMap { row in
      guard let id = row[0].integer, let secret = row[1].text else { return nil }
      return (id, secret)
    }
  }
}
