import Catalogue

/// A SELECT that is ready to run, and the meaning of its columns. It is a class because every call looks one up, and a
/// copy would cost dozens of reference counts.
final class Plan {
  let sql: String
  let selection: Selection

  /// Whether no other statement is needed for what is selected.
  let isAlone: Bool

  /// The columns of the record's own table that are selected, in their order; nil if anything else is needed.
  let ownColumns: [String]?

  init(sql: String, selection: Selection, ownColumns: [String]? = nil) {
    (self.sql, self.selection, isAlone) = (sql, selection, selection.isAlone)
    self.ownColumns = isAlone ? ownColumns : nil
  }
}

/// The plans of frequent reads, so that their SQL is made only once.
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
