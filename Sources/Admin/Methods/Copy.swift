import Adoption
import Catalogue
import JSON
import Linux
import Vocabulary

extension Operation {
  static let copy = Operation(
    Method(
      "database.copy",
      "Copy the whole database to an empty one of another engine: from a file to a PostgreSQL server, and back, or from "
        + "server to server. Ids, sequences and the audit log go along.",
      details:
        "The copy is of one moment, while others use the database. Both are compared before the copy counts; it is there "
        + "as a whole or not at all. Rows that the other engine would refuse end the call, which counts them. For a new "
        + "file, the caller opens an empty one for reading and writing, and sends its descriptor with the call. A server "
        + "is opened by the daemon, with its user and its password file.",
      access: .write,
      parameters: [
        Parameter(
          "to", .text,
          "URI of an empty database on a PostgreSQL server, without a password. Without it, the copy is an SQLite file, "
            + "which comes with the call."),
        Parameter(
          "hold", .boolean,
          "Without a write-ahead log, keep other processes waiting once, until a private copy of the file is made.",
          default: false),
        .dryRun,
      ],
      answer: .copy, isLong: true, file: .write, errors: [.invalid],
      example: Example(
        ["to": "postgresql://vantage6@localhost/vantage6", "dry_run": true],
        answers: [
          "engine": "PostgreSQL", "to": "postgresql://vantage6@localhost/vantage6", "layout": 4,
          "at": "2026-01-31T09:30:00.000000Z", "last": 12, "history": "CK38yrbi",
          "tables": [["table": "organization", "rows": 3, "digest": "00000a2b3c4d5e6f00000b3c4d5e6f70"]], "left": [],
          "hindrances": [], "dry_run": true,
        ])),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let service = environment.service
      let isDry = arguments.flag("dry_run")
      let destination: CopyDestination
      if let uri = arguments.text("to") {
        destination = .server(uri: uri, socket: service.options.socket)
      } else {
        destination = .file(descriptor: isDry ? nil : try work.sentFile("database.copy").number)
      }
      // All that was committed before is in the copy.
      let moment = service.options.clock()
      let report = try service.served.database.copy(
        to: destination, service.options.product, isDry: isDry, holdsLock: arguments.flag("hold"),
        onCopy: { step in
          work.tell(LongWork.Progress(step))
          return !work.isCancelled()
        },
        onStep: { step in
          work.tell(LongWork.Progress(step))
          return !work.isCancelled()
        })
      guard isDry || report.hindrances.isEmpty else { throw Failure(report) }
      writer.value(.object(JSON.Object(report.members(at: moment) + (isDry ? [.init("dry_run", true)] : []))))
    })
}

extension Failure {
  fileprivate init(_ report: MoveReport) {
    let others = report.hindrances.count - 1
    self.init(
      .invalid,
      "\(report.engine) would refuse rows of the database, so nothing was copied: "
        + (report.hindrances.first?.sentence ?? "")
        + (others > 0 ? "; and \(Wording.counted(Int64(others), "other obstacle"))" : ""),
      hint: "'vctl copy --dry-run' lists all of them; \(Mending.advice)",
      more: [.init("hindrances", .array(report.hindrances.map(\.json)))])
  }
}

extension LongWork.Progress {
  fileprivate init(_ step: MoveStep) {
    let stage =
      switch step.stage {
      case .checking: "looking for rows that would be refused"
      case .copying: "copying the database"
      case .comparing: "comparing the copy with the database"
      }
    self.init(stage, step.done, of: step.total, .rows)
  }
}

extension MoveReport {
  fileprivate func members(at moment: Moment) -> [JSON.Member] {
    [
      .init("engine", .string(engine)), .init("to", place.map { .string($0) } ?? .null),
      .init("layout", .integer(Int64(generation))), .init("at", .string(moment.wire)),
      .init("last", .integer(lastChange)), .init("history", history.map { .string($0) } ?? .null),
      .init(
        "tables",
        .array(
          tables.map { ["table": .string($0.name), "rows": .integer($0.rows), "digest": .string($0.digest)] })),
      .init(
        "left",
        .array(
          left.map {
            ["kind": .string($0.kind), "name": .string($0.name), "count": $0.count.map { .integer($0) } ?? .null]
          })),
      .init("hindrances", .array(hindrances.map(\.json))),
    ]
  }
}

extension Shape {
  fileprivate static let copy = Shape.object([
    .init("engine", .value(.text), "The engine of the copy: PostgreSQL or SQLite."),
    .init("to", .optional(.value(.text)), "Where the copy is, without a password; null for the file of the call."),
    .init("layout", .value(.integer), "The generation of vantage6 whose tables it has."),
    .init("at", .value(.moment), "What was committed before this moment is in the copy."),
    .init("last", .value(.integer), "Number of the last change in the audit log of the copy; 0 without one."),
    .init(
      "history", .optional(.value(.text)),
      "Identifier of the original's history. The copy begins one of its own when a daemon first opens it."),
    .init(
      "tables",
      .array(
        .object([
          .init("table", .value(.text), "The table."), .init("rows", .value(.integer), "How many rows it has."),
          .init("digest", .value(.text), "A checksum of all of its rows, which is the same on each engine."),
        ])), "What is in the copy, and was compared."),
    .init(
      "left",
      .array(
        .object([
          .init("kind", .value(.text), "'table', 'column', 'view' or 'trigger'."),
          .init("name", .value(.text), "Its name."),
          .init(
            "count", .optional(.value(.integer)),
            "The number of its rows, or of values in the column; null for what holds none."),
        ])), "What belongs to other programs, and has no place in the copy."),
    .init(
      "hindrances",
      .array(
        .object([
          .init("kind", .value(.text), "'value', 'reference', 'duplicate' or 'missing'."),
          .init("table", .value(.text), "The table."), .init("columns", .array(.value(.text)), "The columns."),
          .init("count", .value(.integer), "How many there are."),
          .init("sentence", .value(.text), "All of it, for people."),
        ])), "Rows that the other engine would refuse; only a dry run answers with any."),
    .init("dry_run", .value(.boolean), "True for a dry run: nothing was copied.", always: false),
  ])
}
