import Adoption
import Catalogue
import JSON
import Linux
import Store
import Vocabulary

/// The methods that make a backup and look at one.
extension Operation {
  static let backup = Operation(
    Method(
      "database.backup",
      "Write a copy of the whole database to a file, while others use the database.",
      details:
        "The caller opens an empty file for reading and writing, and sends its descriptor with the call. The copy "
        + "is of one moment and was read back; the file is synced. Without a write-ahead log, the copying begins again "
        + "when another process changes the database, three times at most.",
      access: .read,
      parameters: [
        Parameter(
          "hold", .boolean,
          "Without a write-ahead log, keep other processes waiting once, for as long as the comparison of the copy "
            + "takes, instead of for a tenth of a second at a time.", default: false)
      ],
      answer: .object(
        Shape.backupFacts + [
          .init("held_ms", .value(.integer), "For how many milliseconds at a time other processes had to wait.")
        ]),
      isLong: true, file: .write, errors: [.invalid],
      example: Example(answers: .object(JSON.Object(Example.backupFacts + [.init("held_ms", 0)])))),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let service = environment.service
      let target = try work.sentFile("database.backup")
      let served = service.served.database
      let nanoseconds = try served.backUp(to: target.number, holdsLock: arguments.flag("hold")) {
        step in
        work.tell(LongWork.Progress(step))
        return !work.isCancelled()
      }
      let copy = try served.examine(backup: target.number, named: "the backup", service.options.product)
      let milliseconds = JSON.Member("held_ms", .integer(nanoseconds / 1_000_000))
      writer.value(.object(JSON.Object(copy.facts.members(service.options.product.catalogue) + [milliseconds])))
    })

  static let verify = Operation(
    Method(
      "database.verify", "Check that a file is a whole backup, and tell what it holds.",
      details: "The caller sends the descriptor of the file with the call. Every page and every index is read.",
      access: .read, parameters: [.fileName],
      answer: .object(Shape.backupFacts), isLong: true, file: .read, errors: [.invalid],
      example: Example(["name": "vantage6.backup"], answers: .object(JSON.Object(Example.backupFacts)))),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let product = environment.service.options.product
      let file = try work.sentFile("database.verify")
      let backup = try environment.service.served.database.examine(
        backup: file.number, named: arguments.text("name") ?? "the file", product)
      try backup.verify {
        work.tell(.checking)
        return !work.isCancelled()
      }
      writer.value(.object(JSON.Object(backup.facts.members(product.catalogue))))
    })
}

extension Parameter {
  static let fileName = Parameter("name", .text, "What messages call the file.", default: "the file")
}

extension LongWork {
  /// - Throws: `invalid` if no file came with the call.
  func sentFile(_ method: String) throws(Failure) -> SentFile {
    guard let file else {
      throw Failure(
        .invalid, "'\(method)' needs a file, and none came with the call",
        hint: "send the descriptor of an open file with it (SCM_RIGHTS of unix(7)), as 'vctl' does")
    }
    return file
  }
}

extension BackupFacts {
  func members(_ catalogue: Catalogue) -> [JSON.Member] {
    [
      .init("bytes", .integer(bytes)), .init("layout", .integer(Int64(catalogue.generation(of: layout)))),
      .init("history", history.map { .string($0) } ?? .null), .init("last", .integer(lastChange)),
      .init("last_at", lastChangeAt.map { .string($0.wire) } ?? .null),
      .init("records", .array(records(catalogue).map { ["entity": .string($0.entity), "count": .integer($0.count)] })),
    ]
  }

  /// The number of records of each entity that the file has a table for.
  func records(_ catalogue: Catalogue) -> [(entity: String, count: Int64)] {
    Model(catalogue, layout).entities.compactMap { entity in rows[entity.table].map { (entity.name, $0) } }
  }
}

extension Shape {
  static let backupFacts: [Member] = [
    .init("bytes", .value(.integer), "The size of the file."),
    .init("layout", .value(.integer), "The generation of vantage6 whose tables it has."),
    .init(
      "history", .optional(.value(.text)),
      "Identifier of its history; null if it was made before vantage6-admin served the database."),
    .init("last", .value(.integer), "Number of the last change in its audit log; 0 without one."),
    .init("last_at", .optional(.value(.moment)), "When that change was made."),
    .init(
      "records",
      .array(
        .object([
          .init("entity", .value(.text), "The entity."), .init("count", .value(.integer), "How many there are."),
        ])), "What it holds."),
  ]
}

extension Example {
  static let backupFacts: [JSON.Member] = [
    .init("bytes", 245_760), .init("layout", 4), .init("history", "CK38yrbi"), .init("last", 12),
    .init("last_at", "2026-01-31T09:30:00.000000Z"), .init("records", [["entity": "organization", "count": 3]]),
  ]
}
