package import Catalogue
import Engine
package import JSON

extension ReadTransaction {
  /// The ids of the records that fulfil the condition, in ascending order; of all without one.
  /// - Throws: `invalid`.
  package func ids(_ entity: BoundEntity, where condition: JSON = [:]) throws(Failure) -> [Int64] {
    let scope = Scope(entity)
    var query = Query(model, database.dialect)
    let term = try query.condition(condition, of: scope)
    let statement = try database.statement(
      "SELECT \(scope.number) FROM \(quoted(entity.table)) \(scope.alias)\(query.joins)"
        + (term.map { " WHERE " + $0 } ?? "") + " ORDER BY 1", query.parameters)
    var ids: [Int64] = []
    while try statement.next() { ids.append(statement.integer(0)) }
    return ids
  }

  /// Those of the records that still fulfil the condition, in the same order.
  package func ids(_ entity: BoundEntity, among ids: [Int64], where condition: JSON) throws(Failure) -> [Int64] {
    var found: Set<Int64> = []
    for start in stride(from: 0, to: ids.count, by: Self.askedAtOnce) {
      let some = ids[start..<min(ids.count, start + Self.askedAtOnce)]
      let among: JSON = [entity.number: ["in": .array(some.map { .integer($0) })]]
      found.formUnion(try self.ids(entity, where: ["and": [among, condition]]))
    }
    return ids.filter { found.contains($0) }
  }

  private static let askedAtOnce = 500
}
