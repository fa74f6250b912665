import Catalogue
import JSON
import Store
import Vocabulary

/// The same new values for many records.
struct RecordUpdates: Sendable {
  private let choice: RecordChoice
  private let values: JSON

  /// A dry run shows the changes of so many records.
  private static let shownMax = 20

  init(_ arguments: Arguments, _ database: Database) throws(Failure) {
    choice = try RecordChoice(.update, arguments, database)
    values = arguments["values"] ?? [:]
    for member in values.object?.members ?? [] {
      guard case .field(let field) = try choice.entity.member(member.key), field.field.isSecret else { continue }
      throw Failure(
        .invalid, "'\(field.name)' belongs to one record, and is not set for many", entity: choice.entity.name,
        field: field.name, hint: "use '\(choice.entity.name).update' for each")
    }
  }

  func run(_ transaction: inout WriteTransaction, _ work: LongWork) throws(Failure) -> [JSON.Member] {
    let entity = choice.entity
    let ids = try choice.ids(transaction)
    var errors = RecordErrors(entity)
    var changed: [Int64] = []
    var tried = 0
    for id in ids {
      tried += 1
      do throws(Failure) {
        let isChanged = try transaction.separately { (transaction) throws(Failure) in
          try transaction.changes { (transaction) throws(Failure) in
            _ = try transaction.update(entity, .id(id), values)
          }
        }
        if isChanged { changed.append(id) }
      } catch {
        guard transaction.ending == nil else { throw error }
        guard try errors.add(error, id, transaction) else { break }
      }
      if tried.isMultiple(of: WriteTransaction.flushRecords) {
        try transaction.flush(keeping: transaction.context.isDryRun ? Self.shownMax : 0)
      }
      try work.tell("changing", tried, of: ids.count)
    }
    try errors.throwIfAny(tried)
    var members: [JSON.Member] = [
      .init("matched", .integer(Int64(ids.count))),
      .init("changed", .array(try [RecordGroup].of(entity, changed, transaction).map(\.json))),
    ]
    if transaction.context.isDryRun {
      members.append(.init("changes", .array(try transaction.changes(atMost: Self.shownMax))))
    }
    return members
  }
}
