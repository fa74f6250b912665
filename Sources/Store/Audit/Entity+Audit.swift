package import Catalogue

extension Entity {
  /// The audit log, as an entity of every catalogue. Its columns are declared here: the table, the statements and the
  /// methods follow from it.
  package static let audit = Entity(
    "audit", words: "change", "What was changed, by whom, and what it was before.", isLog: true,
    tables: [OwnTables.audit], verbs: [.list, .get],
    fields: [
      Field("at", .moment, "When it was changed.", .neverNull),
      Field("uid", .integer, "User id of the process that called.", .neverNull),
      Field("user", .text, "Name of that user."),
      Field("pid", .integer, "Process id.", .neverNull),
      Field("program", .text, "The program, as it called itself."),
      Field("on_behalf_of", .text, "The person for whom the program called, as claimed."),
      Field("method", .text, "The method that was called.", .neverNull),
      Field("entity", .text, "The entity of the changed record.", [.neverNull, .entityName]),
      Field("id", .integer, "Its id."),
      Field("name", .text, "Its name; null for a record without a name.", sources: [.change(.name)]),
      Field("call", .integer, "Number of the first record of the same call.", .neverNull),
      Field("transaction", .integer, "Number of the first record of the same transaction.", .neverNull),
      Field("undoes", .integer, "Number of the change that this one undid."),
      Field("reason", .text, "Why it was made: of 'database.apply', the name of what was applied."),
      Field(
        "before", .json, "The changed fields as they were; null for a new record. Never a secret.",
        sources: [.change(.before)]),
      Field(
        "after", .json, "The changed fields as they are; null for a deleted record. Never a secret.",
        sources: [.change(.after)]),
    ])
}

extension OwnTables {
  /// A column of the audit log's table.
  package struct AuditColumn: Sendable {
    package let name: String
    package let kind: Kind
    package let isNullable: Bool
  }

  /// The column with the rows that a change wrote, as JSON. `name`, `before` and `after` are made from it.
  static let changes = "changes"

  /// The columns of the audit log's table that have a use, in the order in which its rows are written: those of the first
  /// format, then the additions.
  package static let auditColumns: [AuditColumn] = {
    let declared = Entity.audit.fields.flatMap { field in
      field.sources.flatMap { source in
        guard case .columns(let names) = source else { return [AuditColumn]() }
        return names.map { AuditColumn(name: $0, kind: field.kind, isNullable: !field.has(.neverNull)) }
      }
    }
    let first =
      [AuditColumn(name: Entity.audit.number, kind: .integer, isNullable: false)]
      + declared.filter { !additions.contains($0.name) } + [AuditColumn(name: changes, kind: .text, isNullable: false)]
    return first + declared.filter { additions.contains($0.name) }
  }()
}
