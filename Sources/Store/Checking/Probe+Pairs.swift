import Catalogue
import Engine

// Tables of pairs.
extension Probe {
  /// Pairs that are there more than once. Each row too many counts.
  package static let doublePairs = Probe { (transaction, _, defects) throws(Failure) in
    for pairs in Pairs.all(transaction.model) {
      let (ours, theirs) = (quoted(pairs.ours), quoted(pairs.theirs))
      let statement = try transaction.database.statement(
        "SELECT \(ours), \(theirs), count(*) - 1 FROM \(quoted(pairs.table)) WHERE \(ours) IS NOT NULL "
          + "AND \(theirs) IS NOT NULL GROUP BY \(ours), \(theirs) HAVING count(*) > 1 ORDER BY \(ours), \(theirs)")
      while try statement.next() {
        let times = statement.integer(2)
        try defects.add(
          pairs.owner, statement.value(0).integer, field: pairs.name,
          partner: statement.value(1).integer.map { (pairs.target, $0) },
          note: "\(pairs.target.entity.words) \(statement.value(1).shown) is there \(times + 1) times", times: times)
      }
    }
  }

  /// Pairs of which a record does not exist, or is not named.
  package static let danglingPairs = Probe { (transaction, _, defects) throws(Failure) in
    let dialect = transaction.database.dialect
    for pairs in Pairs.all(transaction.model) {
      let (ours, theirs) = (quoted(pairs.ours), quoted(pairs.theirs))
      let statement = try transaction.database.statement(
        "SELECT p.\(ours), p.\(theirs), o.id, t.id FROM \(quoted(pairs.table)) p "
          + "LEFT JOIN \(quoted(pairs.owner.table)) o ON o.id = p.\(ours) "
          + "LEFT JOIN \(quoted(pairs.target.table)) t ON t.id = p.\(theirs) "
          + "WHERE o.id IS NULL OR t.id IS NULL "
          + "ORDER BY \(dialect.order("p.\(ours)", isDescending: false, isNullable: true)), \(dialect.order("p.\(theirs)", isDescending: false, isNullable: true))"
      )
      while try statement.next() {
        let (one, other) = (statement.value(0), statement.value(1))
        var flaws: [String] = []
        if statement.isNull(2) { flaws.append(flaw(one, pairs.owner)) }
        if statement.isNull(3) { flaws.append(flaw(other, pairs.target)) }
        try defects.add(
          pairs.owner, one.integer, field: pairs.name, partner: other.integer.map { (pairs.target, $0) },
          note: flaws.joined(separator: ", and "))
      }
    }
  }

  private static func flaw(_ id: SQLValue, _ entity: BoundEntity) -> String {
    id.isNull ? "no \(entity.entity.words) is named" : "\(entity.entity.words) \(id.shown) does not exist"
  }
}
