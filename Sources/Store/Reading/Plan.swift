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
  enum Use: Int, CaseIterable {
    case byID
    case byNaturalKey
    case page
  }

  /// By the entity's place in the model, and the use.
  private var plans: [Plan?] = []

  func plan(_ entity: BoundEntity, _ use: Use, _ make: () throws(Failure) -> Plan) throws(Failure) -> Plan {
    let place = entity.place * Use.allCases.count + use.rawValue
    if place < plans.count, let plan = plans[place] { return plan }
    let plan = try make()
    if place >= plans.count { plans += [Plan?](repeating: nil, count: place + 1 - plans.count) }
    plans[place] = plan
    return plan
  }

  func removeAll() { plans = [] }
}
