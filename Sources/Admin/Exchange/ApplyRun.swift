import Catalogue
import JSON
import Store
import Vocabulary

/// A file that is to be applied, read before the transaction.
struct ApplyPlan: Sendable {
  let file: ImportPlan
  /// What it is called in the audit log; nil for nothing.
  let name: String?
  let pruning: Pruning
}

/// Makes the database equal to what a file declares, in one transaction.
struct ApplyRun {
  /// The method by which the audit log knows what earlier calls made.
  static let method = "database.apply"

  private let plan: ApplyPlan
  private let work: LongWork
  private(set) var importing: ImportRun
  private(set) var changes: AppliedChanges
  /// How many records were deleted, by entity.
  private(set) var deleted: [(entity: String, count: Int64)] = []

  private static let flushRows = 1_000

  init(_ plan: ApplyPlan, bytesMax: Int, _ work: LongWork) {
    (self.plan, self.work) = (plan, work)
    importing = ImportRun(plan.file, existing: .declared, work)
    changes = AppliedChanges(bytesMax: bytesMax)
  }

  /// - Throws: `invalid` with all errors of the file; `constraint` with all records that cannot be deleted.
  mutating func run(_ transaction: inout WriteTransaction) throws(Failure) {
    transaction.context.reason = plan.name
    var changes = changes
    try importing.run(&transaction) { (transaction) throws(Failure) in changes.add(try transaction.changes()) }
    let surplus = try plan.pruning.surplus(
      plan.file.entities, declared: importing.declared, transaction.reading)
    try Self.refuse(try transaction.obstacles(toDeleting: surplus))
    var rest = surplus[...]
    while let first = rest.first {
      changes.add(try transaction.changes())
      try transaction.flush()
      let some = rest.prefix(Self.flushRows).prefix { $0.entity.name == first.entity.name }
      for one in try transaction.delete(Array(some)) { add(one) }
      rest = rest.dropFirst(some.count)
      work.tell(LongWork.Progress("deleting", Int64(surplus.count - rest.count), of: Int64(surplus.count), .rows))
    }
    changes.add(try transaction.changes())
    self.changes = changes
  }

  private mutating func add(_ one: (entity: String, count: Int64)) {
    if let place = deleted.firstIndex(where: { $0.entity == one.entity }) {
      deleted[place].count += one.count
    } else {
      deleted.append(one)
    }
  }

  private static let listedMax = 100

  /// - Throws: `constraint` with all records that cannot be deleted.
  private static func refuse(_ obstacles: [Failure]) throws(Failure) {
    guard let first = obstacles.first else { return }
    let rest = obstacles.count - 1
    let rows = obstacles.prefix(listedMax).map { one -> JSON in
      .object(
        JSON.Object(
          [
            .init("entity", one.entity.map { .string($0) } ?? .null), .init("id", one.id.map { .integer($0) } ?? .null),
            .init("message", .string(one.message)),
          ] + one.more))
    }
    throw Failure(
      .constraint, first.message + (rest == 0 ? "" : "; and \(Wording.counted(Int64(rest), "record")) more"),
      entity: first.entity, id: first.id, hint: first.hint,
      more: [.init("count", .integer(Int64(obstacles.count))), .init("errors", .array(rows))])
  }
}

// The answer.
extension ApplyRun {
  /// What was done, by entity.
  var records: [JSON] {
    var counts = importing.counts.map { ($0, deleted: Int64(0)) }
    for one in deleted {
      if let place = counts.firstIndex(where: { $0.0.entity == one.entity }) {
        counts[place].deleted = one.count
      } else {
        counts.append(((one.entity, 0, 0, 0), one.count))
      }
    }
    return counts.map { count, deleted in
      [
        "entity": .string(count.entity), "created": .integer(count.created), "updated": .integer(count.updated),
        "unchanged": .integer(count.unchanged), "deleted": .integer(deleted),
      ]
    }
  }
}
