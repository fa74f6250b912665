import Adoption
import Catalogue
import JSON
import Linux
import Store
import Vocabulary

extension Operation {
  static let migrate = Operation(
    Method(
      DatabaseMark.migration,
      "Bring the database to the tables of a newer version of the server. Nothing is lost: results, values, keys and "
        + "permissions are carried over.",
      details: "It also completes a database that the server upgraded by itself. Changes before it can no longer be "
        + "undone.",
      access: .write,
      parameters: [
        Parameter("to", .integer, "Generation of vantage6: \(targets).", required: true),
        Parameter(
          "initiator", .json,
          "To version 5: the organization that becomes the initiator of tasks for which nothing tells one."),
        Parameter(
          "accounts", .boolean,
          "To version 5: the caller keeps the `accounts` of the answer, which the database no longer has.",
          default: false),
        Parameter(
          "copy", .boolean, "First make a copy of the database beside it, which a database on a server does not get.",
          default: true),
      ] + Parameter.cautions,
      answer: .migration, isDestructive: true, isLong: true, errors: [.invalid, .notFound, .ambiguous],
      example: Example(
        ["to": 4, "dry_run": true],
        answers: [
          "from": 4, "to": 4, "steps": [], "renamed": [], "left": [], "kept": nil, "held_ms": 3, "dry_run": true,
        ])),
    .prepared { (database, arguments, environment, work) throws(Failure) in
      let service = environment.service
      try service.served.database.checkTakesMigrations(service.options.product)
      let secrets = try hashes(database, arguments, service.options, work)
      let isWanted = arguments.flag("copy") && !arguments.flag(Parameter.dryRunName)
      guard isWanted, needsMigration(database.model, arguments) else {
        return PreparedMigration(secrets: secrets, copy: nil)
      }
      let copy = try service.served.database.keep(service.options.product, suffix: ".before-migration") {
        work.tell(.keeping)
      }
      return PreparedMigration(secrets: secrets, copy: copy)
    } _: { (transaction, prepared, arguments, environment, work, writer) throws(Failure) in
      let start = monotonicNanoseconds()
      let prepared = prepared as? PreparedMigration
      // A key that was stored since is hashed in the transaction.
      if let prepared { transaction.context.secrets = prepared.secrets }
      let options = environment.service.options
      let migration = try migration(
        to: arguments.integer("to") ?? 0, of: environment.service.served.database,
        lookups: options.database.isIndexed ? options.product.lookups : [],
        to5: Migration.Wishes(
          initiator: arguments["initiator"],
          keepsAccounts: arguments.flag("accounts") || arguments.flag(Parameter.dryRunName)), hash: options.hash)
      let report = try transaction.migrate(migration) { step, place in
        let total = Int64(migration.steps.count)
        work.tell(LongWork.Progress("migrating: \(step)", Int64(place), of: total, .steps))
      }
      let held = JSON.Member.heldFor(since: start)
      let copy = report.isEmpty ? nil : prepared?.copy?.keep()
      let kept = JSON.Member("kept", copy.map { .string($0) } ?? .null)
      writer.value(.object(JSON.Object(try report.members + [kept, held] + transaction.notes(arguments))))
    })

  /// The generations, in a sentence.
  private static let targets = Migration.targets.map { String($0) }.joined(separator: ", ")

  /// Whether a migration would find anything to do, as far as the layout tells.
  private static func needsMigration(_ model: Model, _ arguments: Arguments) -> Bool {
    guard let target = arguments.integer("to"), Migration.targets.contains(Int(clamping: target)) else { return false }
    return Int64(model.generation) < target || Int64(model.generation) == target && model.hasOlderParts
  }

  /// Hashes the keys that the database has as they are, before the transaction: each takes about a quarter of a second.
  private static func hashes(
    _ database: Database, _ arguments: Arguments, _ options: ServiceOptions, _ work: LongWork
  ) throws(Failure) -> Secrets {
    var hashes = Secrets()
    // Version 5 has no keys.
    guard let generation = arguments.integer("to"), generation < 5, !arguments.flag(Parameter.dryRunName) else {
      return hashes
    }
    let keys = try database.read { (transaction) throws(Failure) in
      try transaction.plainSecrets(hashedIn: Int(clamping: generation))
    }
    for (done, key) in keys.enumerated() {
      if let reason = work.endReason() { throw reason }
      work.tell(LongWork.Progress("hashing the keys", Int64(done), of: Int64(keys.count), .keys))
      if let hash = options.hash(key) { hashes.add(hash: hash, of: key) }
    }
    return hashes
  }

  /// - Throws: `invalid_params` for a generation that is no target.
  private static func migration(
    to generation: Int64, of database: any AdoptedDatabase, lookups: [Product.Lookup], to5 wishes: Migration.Wishes,
    hash: @escaping @Sendable (String) -> String?
  ) throws(Failure) -> Migration {
    let migration = Migration.vantage6(
      to: Int(clamping: generation), of: database, lookups: lookups, to5: wishes, hash: hash)
    guard let migration else {
      throw Failure(
        .parameters,
        "parameter 'to': a database cannot be brought to version \(generation): expected one of \(targets)", field: "to"
      )
    }
    return migration
  }
}

extension MigrationReport {
  fileprivate var members: [JSON.Member] {
    [
      .init("from", .integer(Int64(from))), .init("to", .integer(Int64(to))),
      .init(
        "steps",
        .array(
          items.map { ["name": .string($0.step), "count": .integer($0.count), "sentence": .string($0.sentence)] })),
      .init(
        "renamed",
        .array(
          renamings.map {
            [
              "entity": .string($0.entity), "id": .integer($0.id), "field": .string($0.field), "old": .string($0.old),
              "new": .string($0.new),
            ]
          })),
      .init(
        "left",
        .array(remainders.map { ["count": .integer($0.count), "sentence": .string($0.sentence)] })),
    ] + documents.map { JSON.Member($0.name, $0.contents) }
  }
}

extension Shape {
  fileprivate static let migration = Shape.object([
    .init("from", .value(.integer), "The generation of the database before."),
    .init("to", .value(.integer), "Its generation now."),
    .init(
      "steps",
      .array(
        .object([
          .init("name", .value(.text), "The step. A step can be there several times, for different tables."),
          .init("count", .value(.integer), "How many records, values, columns or tables it changed."),
          .init("sentence", .value(.text), "What it did."),
        ])), "What was done, in this order; empty if there was nothing to do."),
    .init(
      "renamed",
      .array(
        .object([
          .init("entity", .value(.text), "The entity of the record."), .init("id", .value(.integer), "Its id."),
          .init("field", .value(.text), "The field."), .init("old", .value(.text), "The name before."),
          .init("new", .value(.text), "The name now."),
        ])), "Names that were changed, since no two records may share one."),
    .init(
      "left",
      .array(
        .object([
          .init("count", .value(.integer), "How many there are."),
          .init("sentence", .value(.text), "What stays as it was, and why."),
        ])), "What could not be carried over, or needs a look."),
    .init(
      "accounts", .value(.json),
      "To version 5: the accounts that users and nodes need at Keycloak, as its partial import takes them. The database "
        + "does not keep what only they need, such as e-mail addresses.", always: false),
    .init("kept", .optional(.value(.text)), "The copy of the database as it was; null without one."),
    .heldFor,
    .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
    .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
  ])
}
