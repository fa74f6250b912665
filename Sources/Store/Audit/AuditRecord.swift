import Catalogue
import JSON
import SQLite

/// A record of the audit log: what one call did to one record.
struct AuditRecord {
  let seq: Int64
  let entity: String
  let id: Int64
  /// The number of the call's first record.
  let call: Int64
  /// The number of the first record of the transaction.
  let transaction: Int64
  let undoes: Int64?
  let changes: [RowChange]
  private let heading: [JSON.Member]

  static let columns =
    "seq, at, uid, user, pid, program, on_behalf_of, method, entity, id, call, \"transaction\", undoes, changes"

  /// From a row of `columns`.
  init(_ statement: borrowing Statement) {
    func text(_ column: Int32) -> JSON { statement.text(column).map { .string($0) } ?? .null }
    func number(_ column: Int32) -> JSON { statement.isNull(column) ? .null : .integer(statement.integer(column)) }
    seq = statement.integer(0)
    entity = statement.text(8) ?? ""
    id = statement.integer(9)
    call = statement.integer(10)
    transaction = statement.integer(11)
    undoes = statement.isNull(12) ? nil : statement.integer(12)
    heading = [
      .init("seq", .integer(seq)), .init("at", .string(statement.text(1).flatMap { Moment($0)?.wire } ?? "")),
      .init("uid", number(2)), .init("user", text(3)), .init("pid", number(4)), .init("program", text(5)),
      .init("on_behalf_of", text(6)), .init("method", text(7)), .init("entity", text(8)), .init("id", number(9)),
      .init("call", number(10)), .init("transaction", number(11)), .init("undoes", number(12)),
    ]
    changes = (statement.text(13).flatMap { try? JSON(parsing: $0) }?.array ?? []).compactMap { RowChange($0) }
  }

  /// As `audit.list` shows it.
  func json(_ model: Model) -> JSON {
    let view = ChangeView(entity: entity, changes, model)
    return .object(
      JSON.Object(
        heading + [
          .init("before", view.before.map { .object($0) } ?? .null),
          .init("after", view.after.map { .object($0) } ?? .null),
        ]))
  }
}
