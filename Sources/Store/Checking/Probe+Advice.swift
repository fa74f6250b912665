import Catalogue
import Engine

// The advice of the catalogue, for records that were stored before anybody was advised.
extension Probe {
  /// Records without a reference that the advice recommends.
  package static let incompleteRecords = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for advice in entity.advice {
        guard case .without(let member) = advice.rule, let column = entity.column(of: member) else { continue }
        try withNull(column, member, of: entity, transaction.database, &defects)
      }
    }
  }

  /// Records that do not fit those that they refer to.
  package static let misplacedRecords = Probe { (transaction, _, defects) throws(Failure) in
    let (database, model) = (transaction.database, transaction.model)
    for entity in model.entities {
      for advice in entity.advice {
        // The other sides of a relation repeat the advice. The side that declares the relation suffices.
        guard case .within(let path, let others) = advice.rule, entity.declares(path[0]), entity.declares(others[0]),
          let sql = PathQuery.strays(path, outside: others, of: entity, model, database.dialect),
          let target = entity.relation(path[0]).flatMap({ model[$0.target] })
        else { continue }
        let names = RecordNames(database)
        let statement = try database.statement(sql)
        while try statement.next() {
          let partner = statement.integer(1)
          let name = try names.name(of: target, partner).map { "'\($0)'" } ?? String(partner)
          try defects.add(
            entity, statement.integer(0), field: path[0], partner: (target, partner),
            note: advice.sentence.replacing("%", with: name))
        }
      }
    }
  }
}

extension BoundEntity {
  fileprivate func declares(_ relation: String) -> Bool { self.relation(relation)?.relation.inverse != nil }
}
