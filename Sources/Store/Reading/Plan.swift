import Catalogue

/// A SELECT that is ready to run, and what its columns are. A class, since it is looked up for every call, and a copy
/// costs dozens of reference counts.
final class Plan {
  let sql: String
  let selection: Selection

  init(sql: String, selection: Selection) { (self.sql, self.selection) = (sql, selection) }
}

/// The plans of what happens all the time, so that its SQL is not made anew.
final class PlanCache {
  enum Use: Hashable {
    case byID
    case byNaturalKey
    case page
  }
  private struct Key: Hashable {
    let entity: String
    let use: Use
  }

  private var plans: [Key: Plan] = [:]

  func plan(_ entity: BoundEntity, _ use: Use, _ make: () throws(Failure) -> Plan) throws(Failure) -> Plan {
    let key = Key(entity: entity.name, use: use)
    if let plan = plans[key] { return plan }
    let plan = try make()
    plans[key] = plan
    return plan
  }

  func removeAll() { plans.removeAll() }
}
