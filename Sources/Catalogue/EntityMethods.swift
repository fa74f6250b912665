import JSON
import Vocabulary

/// The methods that entities have in common, made from their descriptions.
extension Method {
  package static func standard(_ verb: Entity.Verb, of entity: BoundEntity) -> Method {
    switch verb {
    case .list: list(entity)
    case .get: get(entity)
    case .create: create(entity)
    case .update: update(entity)
    case .put: put(entity)
    case .delete: delete(entity)
    }
  }

  /// The parameters that address one record: its id, or the fields of its natural key.
  package static func key(of entity: BoundEntity) -> [Parameter] {
    [Parameter(entity.number, .integer, entity.numberHelp, role: .key)]
      + entity.naturalKey.map {
        Parameter($0.name, $0.kind, "In place of the id. \($0.field.help)", role: .key)
      }
  }

  private static func list(_ entity: BoundEntity) -> Method {
    Method(
      "\(entity.name).list", entity: entity.name,
      "List \(entity.entity.words) records, page by page\(entity.entity.isLog ? ", the newest first" : "").",
      details: "A page ends after `limit` records, or earlier where they are large. `next` is null on the last page.",
      access: .read,
      parameters: [
        Parameter(
          "where", .json,
          "Conditions that all must hold: {field: value} or {field: {\(Kind.text.operators.joined(separator: "|")): "
            + "value}}, across relations by dots; {and|or: [conditions]} and {not: conditions} combine them.",
          role: .condition),
        Parameter("fields", .json, "Which fields, across relations by dots; `users.count` counts.", role: .fields),
        Parameter(
          "order", .json, "Fields to sort by, `-` before a name for descending; ties by \(entity.number).", role: .order
        ),
        Parameter(
          "limit", .integer, "At most so many records, up to \(PageRows.max).", default: .integer(PageRows.byDefault)),
        Parameter("after", .text, "The `next` of the page before.", role: .page),
        Parameter("count", .boolean, "Also count all records that fulfil the conditions.", default: false),
      ], answer: .page)
  }

  private static func get(_ entity: BoundEntity) -> Method {
    Method(
      "\(entity.name).get", entity: entity.name, "Show one \(entity.entity.words).", access: .read,
      parameters: key(of: entity) + [
        Parameter("fields", .json, "Which fields, across relations by dots; all by default.", role: .fields)
      ], answer: .record)
  }

  private static func create(_ entity: BoundEntity) -> Method {
    var parameters = [
      Parameter("values", .json, "Values of its fields and relations.", role: .values, required: true)
    ]
    if !entity.naturalKey.isEmpty {
      parameters.append(
        Parameter(
          "if_not_exists", .boolean, "If a record of that name exists, answer it, and create nothing.", default: false))
    }
    return Method(
      "\(entity.name).create", entity: entity.name, "Make \(entity.entity.indefinite).", details: entity.entity.help,
      access: .write,
      parameters: parameters + Parameter.cautions + [.answered], answer: .record)
  }

  private static func update(_ entity: BoundEntity) -> Method {
    Method(
      "\(entity.name).update", entity: entity.name, "Change \(entity.entity.indefinite).",
      details: "Fields that `values` does not name stay as they are.", access: .write,
      parameters: key(of: entity) + [
        Parameter(
          "values", .json,
          "New values of fields and relations; to-many relations are set, or changed by {add: […], remove: […]}.",
          role: .values, required: true),
        ifMatch,
      ] + Parameter.cautions + [.answered], answer: .record)
  }

  private static func put(_ entity: BoundEntity) -> Method {
    Method(
      "\(entity.name).put", entity: entity.name,
      "Make \(entity.entity.indefinite), or change the one of that name.",
      details: "Of a record that exists, fields that `values` does not name stay as they are.", access: .write,
      parameters: entity.naturalKey.map { Parameter($0.name, $0.kind, $0.field.help, role: .key) } + [
        Parameter("values", .json, "Values of its other fields and relations.", role: .values, default: [:])
      ] + Parameter.cautions + [.answered], answer: .record)
  }

  private static func delete(_ entity: BoundEntity) -> Method {
    Method(
      "\(entity.name).delete", entity: entity.name, "Delete \(entity.entity.indefinite).", access: .write,
      parameters: key(of: entity) + [.dependents, ifMatch] + Parameter.cautions, answer: deletion,
      isDestructive: true)
  }

  private static let ifMatch = Parameter(
    "if_match", .text, "Only if the record still has this etag.", errors: [.conflict])

  private static let deletion = Shape.named(
    "deletion",
    .object([
      .init("deleted", .array(.records), "What was deleted, the record itself first."),
      .init("detached", .array(.records), "Records that no longer refer to a deleted record."),
      .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
      .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
      .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
    ]))
}

extension Parameter {
  package static let dependents = Parameter(
    "dependents", .enumeration(Enumeration(["refuse", "detach", "delete"].map { .init($0, stored: $0, short: $0) })),
    "What happens to records that refer to it: `refuse` the deletion, `detach` them, or `delete` those that are a part "
      + "of it and detach the others.", default: "refuse")
}

extension Shape {
  /// Records that were changed in the same way.
  package static let records = Shape.named(
    "records",
    .object([
      .init("entity", .value(.text), "The entity."), .init("count", .value(.integer), "How many."),
      .init("ids", .array(.value(.integer)), "Their ids, at most a hundred."),
      .init("names", .array(.optional(.value(.text))), "Their names; null for a record without a name."),
    ]))

  /// The change of one record.
  package static let change = Shape.named(
    "change",
    .object([
      .init("entity", .value(.text), "The entity of the record."), .init("id", .value(.integer), "Its id."),
      .init("name", .optional(.value(.text)), "Its name; null for a record without a name."),
      .init("before", .optional(.members), "The changed fields as they were; null for a new record."),
      .init("after", .optional(.members), "The changed fields as they are; null for a deleted record."),
    ]))
}

extension BoundEntity {
  /// The help text of a record's number.
  package var numberHelp: String {
    entity.isLog ? "Number of the \(entity.words), in the order in which they were made." : "Id of the \(entity.words)."
  }
}
