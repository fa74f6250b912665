import Catalogue
import Engine
import JSON
import Vocabulary

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
  /// What is shown of it before and after the record's name.
  private let before: [JSON.Member]
  private let after: [JSON.Member]

  static let columnNames = [
    "seq", "at", "uid", "user", "pid", "program", "on_behalf_of", "method", "entity", "id", "call", "transaction",
    "undoes", "changes",
  ]
  static let columns = columnNames.map(quoted).joined(separator: ", ")

  var address: RecordID { RecordID(entity: entity, id: id) }

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
    before = [
      .init("seq", .integer(seq)), .init("at", .string(statement.text(1).flatMap { Moment($0)?.wire } ?? "")),
      .init("uid", number(2)), .init("user", text(3)), .init("pid", number(4)), .init("program", text(5)),
      .init("on_behalf_of", text(6)), .init("method", text(7)), .init("entity", text(8)), .init("id", number(9)),
    ]
    after = [.init("call", number(10)), .init("transaction", number(11)), .init("undoes", number(12))]
    changes = RowChange.list(statement.text(13))
  }

  /// As `audit.list` shows it.
  func json(_ names: RecordNames, _ model: Model) throws(Failure) -> JSON {
    let view = try ChangeView(entity, id, changes, names, model)
    return .object(
      JSON.Object(
        before + [.init("name", view.name.map { .string($0) } ?? .null)] + after + [
          .init("before", view.before.map { .object($0) } ?? .null),
          .init("after", view.after.map { .object($0) } ?? .null),
        ]))
  }
}
