package import Catalogue
import Engine
package import JSON

// Records that are looked for by conditions or by name.
extension Probe {
  /// Records that fulfil a condition, which is made from the entity and the options; nil for none.
  package static func matching(
    _ entity: String, note: String,
    _ condition: @escaping @Sendable (BoundEntity, CheckOptions) -> JSON
  ) -> Probe {
    Probe { (transaction, options, defects) throws(Failure) in
      guard let entity = transaction.model[entity] else { return }
      let scope = Scope(entity)
      var query = Query(transaction.model, transaction.database.dialect)
      guard let term = try query.condition(condition(entity, options), of: scope) else { return }
      let statement = try transaction.database.statement(
        "SELECT \(scope.number) FROM \(quoted(entity.table)) \(scope.alias)\(query.joins) WHERE \(term) "
          + "ORDER BY \(scope.number)", query.parameters)
      while try statement.next() { try defects.add(entity, statement.integer(0), note: note) }
    }
  }

  /// Records that the server looks for by name and does not find: those whose loss the entity's guards prevent.
  package static let missingNames = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for one in entity.guards {
        guard case .loss = one.harm, let column = entity.column(of: one.field) else { continue }
        let sql =
          "SELECT 1 FROM \(quoted(entity.table)) WHERE \(quoted(column)) = \(transaction.database.parameter(1)) LIMIT 1"
        for name in one.values where try transaction.database.value(sql, [.text(name)]) == nil {
          defects.add(entity: entity.name, name: name, note: one.consequence)
        }
      }
    }
  }
}
