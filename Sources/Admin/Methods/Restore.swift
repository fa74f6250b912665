import Adoption
import Catalogue
import JSON
import Linux
import Store
import Vocabulary

extension Operation {
  static let restore = Operation(
    Method(
      DatabaseMark.restore, "Put a backup in the place of the database's contents.",
      details:
        "The caller sends the descriptor of the backup with the call. Every page of it is checked before anything is "
        + "changed, the present contents are kept in a file beside the database, and at every moment the database has "
        + "the old contents or the new ones. The audit log begins another history: what watches, etags and undo knew "
        + "of the old contents does not count for the new ones. The server has to be stopped: with a write-ahead log "
        + "that is looked at, and otherwise the caller has to say so.",
      access: .write,
      parameters: [
        .fileName,
        Parameter(
          "server_stopped", .boolean, "The server is stopped, and nothing else has the database open.", default: false),
        Parameter(
          "other_database", .boolean, "Also take a backup whose history is not that of this database.",
          default: false),
        .dryRun,
      ],
      answer: .object([
        .init("backup", .object(Shape.backupFacts), "What the backup holds."),
        .init(
          "lost",
          .object([
            .init(
              "changes", .optional(.value(.integer)),
              "How many changes of the audit log are newer than the backup; null if it has another history."),
            .init(
              "records",
              .array(
                .object([
                  .init("entity", .value(.text), "The entity."),
                  .init("now", .value(.integer), "How many records there are."),
                  .init("then", .value(.integer), "How many the backup has."),
                ])), "The entities of which the backup has another number of records."),
          ]), "What the backup lacks."),
        .init("kept", .optional(.value(.text)), "The file with the old contents; null in a dry run."),
        .init(
          "history", .optional(.value(.text)), "Identifier of the history that begins with it; null in a dry run."),
      ]),
      isDestructive: true, isLong: true, file: .read, errors: [.invalid],
      example: Example(
        ["name": "vantage6.backup", "dry_run": true],
        answers: [
          "backup": .object(JSON.Object(Example.backupFacts)),
          "lost": ["changes": 2, "records": [["entity": "user", "now": 5, "then": 4]]], "kept": nil, "history": nil,
        ])),
    .slow { (database, arguments, environment, work, writer) throws(Failure) in
      let service = environment.service
      let file = try work.sentFile(DatabaseMark.restore)
      let name = arguments.text("name") ?? "the file"
      let served = service.served.database
      try served.checkTakesBackups()
      let present = try database.read { (transaction) throws(Failure) in try Present(transaction) }
      let backup = try served.examine(backup: file.number, named: name, service.options.product)
      try present.checkIsSame(backup.facts, name, arguments)
      let lost = present.lost(backup.facts, service.options.product.catalogue)
      var answer = JSON.Object([
        .init("backup", .object(JSON.Object(backup.facts.members(service.options.product.catalogue)))),
        .init("lost", lost), .init("kept", nil), .init("history", nil),
      ])
      if arguments.flag("dry_run") {
        try backup.verify { !work.isCancelled() }
      } else {
        try served.checkIsUnused(isClaimed: arguments.flag("server_stopped"), before: "restore the backup")
        let context = WriteContext(
          author: environment.author, method: DatabaseMark.restore, now: service.options.clock())
        let sent = SentBackup(descriptor: file.number, name: name)
        let (kept, restored) = try service.served.restore(sent, after: present.history, context, work)
        answer["kept"] = kept.map { .string($0) } ?? .null
        answer["history"] = .string(
          try restored.session(.reader, service.options.product.catalogue).database.history)
      }
      writer.value(.object(answer))
    })
}

/// The database that a backup is compared with.
private struct Present {
  let history: String
  let earlier: [String]
  let lastChange: Int64
  let counts: [(entity: String, count: Int64)]

  init(_ transaction: borrowing ReadTransaction) throws(Failure) {
    history = transaction.history
    earlier = try transaction.earlierHistories()
    lastChange = try transaction.auditRange().last
    var counts: [(entity: String, count: Int64)] = []
    for entity in transaction.model.entities where !entity.entity.isLog {
      counts.append((entity.name, try transaction.count(entity)))
    }
    self.counts = counts
  }

  /// A backup of this database has its history, or one of before; a database that an older backup was restored into has
  /// one that the newer backup does not know.
  func checkIsSame(_ backup: BackupFacts, _ name: String, _ arguments: Arguments) throws(Failure) {
    guard !arguments.flag("other_database") else { return }
    let known = Set(earlier + [history])
    let others = Set(backup.earlier + [backup.history].compactMap(\.self))
    guard known.isDisjoint(with: others) else { return }
    let why =
      backup.history == nil
      ? "'\(name)' was made before vantage6-admin served a database, so nobody can tell whether it is one of this database"
      : "'\(name)' is a backup of another database"
    throw Failure(.invalid, why, hint: "'other_database' restores it all the same", remedy: .otherDatabase)
  }

  func lost(_ backup: BackupFacts, _ catalogue: Catalogue) -> JSON {
    let then = Dictionary(
      backup.records(catalogue).map { ($0.entity, $0.count) }, uniquingKeysWith: { first, _ in first })
    var records: [JSON] = []
    for (entity, now) in counts where now != then[entity] ?? 0 {
      records.append(["entity": .string(entity), "now": .integer(now), "then": .integer(then[entity] ?? 0)])
    }
    let changes: JSON = backup.history == history ? .integer(max(0, lastChange - backup.lastChange)) : .null
    return ["changes": changes, "records": .array(records)]
  }
}
