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

/// How a page of a list is read.
final class PagePlan {
  let plan: Plan
  let ordering: Ordering
  /// Whether the file also has the entity's table of an older generation.
  let hasOlder: Bool

  init(_ plan: Plan, _ ordering: Ordering, hasOlder: Bool) {
    (self.plan, self.ordering, self.hasOlder) = (plan, ordering, hasOlder)
  }
}

/// The plans of frequent reads, so that their SQL is made only once.
final class PlanCache {
  enum Use: Int, CaseIterable {
    case byID
    case byNaturalKey
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

  /// First pages, by the entity's place in the model.
  private var pages: [PagePlan?] = []

  func page(_ entity: BoundEntity, _ make: () throws(Failure) -> PagePlan) throws(Failure) -> PagePlan {
    if entity.place < pages.count, let page = pages[entity.place] { return page }
    let page = try make()
    if entity.place >= pages.count { pages += [PagePlan?](repeating: nil, count: entity.place + 1 - pages.count) }
    pages[entity.place] = page
    return page
  }

  func removeAll() { (plans, pages) = ([], []) }
}
