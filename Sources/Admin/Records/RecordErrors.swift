import Catalogue
import JSON
import Store
import Vocabulary

/// What is wrong with records that are changed together.
struct RecordErrors {
  private let entity: BoundEntity
  private var first: Failure?
  private var rows: [JSON] = []
  /// Whether all messages are the same.
  private var isSame = true

  private static let countMax = 20

  init(_ entity: BoundEntity) { self.entity = entity }

  /// - Returns: false if there are too many to go on.
  mutating func add(
    _ failure: Failure, _ id: Int64, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Bool {
    if let first { isSame = isSame && first.message == failure.message } else { first = failure }
    let name = try transaction.reading.name(of: entity, id)
    rows.append([
      "id": .integer(id), "name": name.map { .string($0) } ?? .null, "message": .string(failure.message),
    ])
    return rows.count < Self.countMax
  }

  /// - Parameter tried: the number of records. If all of them have the same error, it is the values' own.
  func throwIfAny(_ tried: Int) throws(Failure) {
    guard let first else { return }
    guard !isSame || rows.count < tried || tried == 1 else { throw first }
    let record = rows[0]["name"]?.string.map { "'\($0)'" } ?? rows[0]["id"]?.integer.map { String($0) } ?? ""
    let rest = rows.count == 1 ? "" : "; and \(Wording.counted(Int64(rows.count - 1), "error")) more"
    throw Failure(
      first.kind, "\(entity.entity.words) \(record): \(first.message)\(rest)", entity: entity.name,
      id: rows[0]["id"]?.integer, field: first.field, hint: first.hint, remedy: first.remedy, requires: first.requires,
      more: [.init("errors", .array(rows))])
  }
}
