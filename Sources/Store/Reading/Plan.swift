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

  /// First pages and their limits, by the entity's place in the model.
  private var pages: [[(limit: Int64, plan: PagePlan)]] = []

  /// So many limits are kept for an entity: each is a statement of its own.
  private static let limitsMax = 4

  /// Whether the first page with that limit is kept, or may be.
  func hasRoom(forPageOf entity: BoundEntity, _ limit: Int64) -> Bool {
    guard entity.place < pages.count, pages[entity.place].count >= Self.limitsMax else { return true }
    return pages[entity.place].contains { $0.limit == limit }
  }

  func page(
    _ entity: BoundEntity, _ limit: Int64, _ make: () throws(Failure) -> PagePlan
  ) throws(Failure) -> PagePlan {
    if entity.place < pages.count, let known = pages[entity.place].first(where: { $0.limit == limit }) {
      return known.plan
    }
    let page = try make()
    if entity.place >= pages.count { pages += Array(repeating: [], count: entity.place + 1 - pages.count) }
    pages[entity.place].append((limit, page))
    return page
  }

  func removeAll() { (plans, pages) = ([], []) }
}
