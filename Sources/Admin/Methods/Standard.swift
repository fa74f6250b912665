import Catalogue
import JSON
import Store
import Vocabulary

/// The methods that entities have in common.
extension Operation {
  static func standard(_ verb: Entity.Verb, of entity: BoundEntity) -> Operation {
    let method = Method.standard(verb, of: entity)
    return switch verb {
    case .list: Operation(method, .read(list(entity)))
    case .get: Operation(method, .read(get(entity)))
    case .create: Operation(method, secrets: .values(entity), isCheckedFirst: true, .write(create(entity)))
    case .update: Operation(method, secrets: .values(entity), isCheckedFirst: true, .write(update(entity)))
    case .put: Operation(method, secrets: .values(entity), isCheckedFirst: true, .write(put(entity)))
    case .delete: Operation(method, .write(delete(entity)))
    }
  }

  private static func list(_ entity: BoundEntity) -> Read {
    { (transaction, arguments, environment, writer) throws(Failure) in
      let request = ListRequest(
        condition: arguments["where"], fields: arguments["fields"], order: arguments["order"],
        limit: arguments.integer("limit") ?? PageRows.byDefault, after: arguments.text("after"),
        isCounted: arguments.flag("count"), bytesMax: environment.limits.pageBytes)
      try transaction.list(entity, request, into: &writer)
    }
  }

  private static func get(_ entity: BoundEntity) -> Read {
    { (transaction, arguments, environment, writer) throws(Failure) in
      try transaction.get(
        entity, RecordKey(arguments.key, of: entity), fields: arguments["fields"],
        manyBytesMax: environment.limits.pageBytes, warns: true, into: &writer)
    }
  }

  private static func create(_ entity: BoundEntity) -> Write {
    answering(entity) { (transaction, arguments) throws(Failure) in
      try transaction.create(entity, arguments["values"] ?? [:], ifNotExists: arguments.flag("if_not_exists"))
    }
  }

  private static func update(_ entity: BoundEntity) -> Write {
    answering(entity) { (transaction, arguments) throws(Failure) in
      try transaction.update(
        entity, RecordKey(arguments.key, of: entity), arguments["values"] ?? [:], ifMatch: arguments.text("if_match"))
    }
  }

  private static func put(_ entity: BoundEntity) -> Write {
    answering(entity) { (transaction, arguments) throws(Failure) in
      let (id, isNew) = try transaction.put(entity, arguments.key, arguments["values"] ?? [:])
      return (id, [.init("created", .bool(isNew))])
    }
  }

  /// Changes one record and answers it as it is then, with what is told only once: a fresh key, and not that of a dry
  /// run, which no record ever has. The fields that are asked for are checked before anything is changed.
  /// - Parameter change: answers the id of the record.
  static func answering(
    _ entity: BoundEntity, _ change: @escaping @Sendable (inout WriteTransaction, Arguments) throws(Failure) -> Int64
  ) -> Write {
    answering(entity) { (transaction, arguments) throws(Failure) in (try change(&transaction, arguments), []) }
  }

  /// - Parameter change: answers the id of the record, and what is answered besides.
  private static func answering(
    _ entity: BoundEntity,
    _ change: @escaping @Sendable (inout WriteTransaction, Arguments) throws(Failure) -> (Int64, [JSON.Member])
  ) -> Write {
    { (transaction, arguments, environment, writer) throws(Failure) in
      let fields = arguments["fields"]
      if let fields { try transaction.reading.check(fields: fields, of: entity) }
      var (id, more) = try change(&transaction, arguments)
      if !transaction.context.isDryRun, let fresh = transaction.freshKey {
        more.append(.init(fresh.field, .string(fresh.key)))
      }
      more += try transaction.notes(arguments, showsChanges: true)
      try transaction.flushIfLarge()
      try transaction.answer(
        entity, id, fields: fields, manyBytesMax: fields.map { _ in environment.limits.pageBytes }, more: more,
        into: &writer)
    }
  }

  private static func delete(_ entity: BoundEntity) -> Write {
    { (transaction, arguments, _, writer) throws(Failure) in
      let deletion = try transaction.delete(
        entity, RecordKey(arguments.key, of: entity), dependents: Dependents(arguments),
        ifMatch: arguments.text("if_match"))
      let members: [JSON.Member] = [
        .init("deleted", .array(deletion.deleted.map(\.json))),
        .init("detached", .array(deletion.detached.map(\.json))),
      ]
      writer.value(.object(JSON.Object(try members + transaction.notes(arguments, showsChanges: true))))
    }
  }
}
