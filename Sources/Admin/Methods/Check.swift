import Adoption
import Catalogue
import JSON
import Store
import Vocabulary

/// The methods that look for damage.
extension Operation {
  private static let rowsMax: Int64 = 1_000
  private static let stuckDays: Int64 = 30

  static let checks = Operation(
    Method(
      "database.checks", "List the checks that 'database.check' makes.", access: .none,
      answer: .object([.init("checks", .array(.object(Shape.check)), "The checks, in the order in which they run.")]),
      example: Example(answers: ["checks": [.object(JSON.Object(Check.integrity.members))]])),
    .plain { (_, _, _, writer) throws(Failure) in
      writer.value(["checks": .array(Check.all.map { .object(JSON.Object($0.members)) })])
    })

  static let check = Operation(
    Method(
      "database.check",
      "Look for damage in the database. Nothing is changed.",
      details: "Without a write-ahead log, a private copy of the file is checked, so that no other process waits.",
      access: .read,
      parameters: [
        Parameter("checks", .json, "Only the checks with these names; all by default.", role: .words),
        Parameter(
          "severity", .enumeration(.severity), "Only checks that are at least so severe.", default: "note"),
        Parameter(
          "stuck", .integer, "After so many days, a result that is not finished counts as stuck.",
          default: .integer(stuckDays)),
        Parameter(
          "limit", .integer, "At most so many rows of each check are listed, and all are counted.", default: 20),
        Parameter(
          "key", .text,
          "An API key: the check 'shared_secret' also finds the nodes that have it, if there are several. Hashes of one "
            + "key differ, so that they cannot be compared without it.", secret: true),
        Parameter(
          "hold", .boolean,
          "Without a write-ahead log, keep other processes waiting until the private copy is made, also for more than a "
            + "tenth of a second.", default: false),
      ],
      answer: .object([
        .init("checked", .value(.integer), "How many checks were made."),
        .init(
          "findings", .array(.object(Shape.finding)),
          "The checks that found something; the most severe first, each severity in the order of the checks."),
        .init(
          "failed",
          .array(
            .object([
              .init("name", .value(.text), "The check."), .init("message", .value(.text), "Why it could not be made."),
            ])), "The checks that could not be made, which happens in damaged files."),
      ]),
      isLong: true,
      example: Example(
        ["checks": ["integrity"], "limit": 10], answers: ["checked": 1, "findings": [], "failed": []])),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let checks = try Check.chosen(arguments)
      let options = CheckOptions(
        limit: Int(try bounded("limit", 0...rowsMax, arguments)), now: environment.service.options.clock(),
        stuckDays: try bounded("stuck", 0...100_000, arguments), key: arguments.text("key"))
      let open = try environment.service.sessions(holdsLock: arguments.flag("hold"), work)
      let outcomes = try CheckRun(checks, options, on: open).outcomes(work)
      writer.value(try report(Array(zip(checks, outcomes))))
    })

  private static func bounded(
    _ name: String, _ range: ClosedRange<Int64>, _ arguments: Arguments
  ) throws(Failure) -> Int64 {
    let number = arguments.integer(name) ?? 0
    guard range.contains(number) else {
      throw Failure(
        .parameters, "parameter '\(name)': expected \(range.lowerBound) to \(range.upperBound), got \(number)",
        field: name)
    }
    return number
  }

  private static func report(_ results: [(check: Check, outcome: CheckRun.Outcome)]) throws(Failure) -> JSON {
    var findings: [(check: Check, members: [JSON.Member])] = []
    var failed: [JSON] = []
    for (check, outcome) in results {
      switch outcome {
      case .found(0, _): break
      case .found(let count, let rows):
        let members: [JSON.Member] = [.init("count", .integer(count)), .init("rows", .array(rows.map(\.json)))]
        findings.append((check, check.members + members))
      // In a damaged file, other checks may still tell more.
      case .failed(let failure) where failure.kind == .internal || failure.kind == .invalid:
        failed.append(["name": .string(check.name), "message": .string(failure.message)])
      case .failed(let failure): throw failure
      }
    }
    let sorted = Check.Severity.allCases.flatMap { severity in findings.filter { $0.check.severity == severity } }
    return [
      "checked": .integer(Int64(results.count)),
      "findings": .array(sorted.map { .object(JSON.Object($0.members)) }),
      "failed": .array(failed),
    ]
  }
}

extension Service {
  /// What opens sessions for long reads: on the database itself where reading keeps nobody waiting, else on a private
  /// copy of it.
  fileprivate func sessions(
    holdsLock: Bool, _ work: LongWork
  ) throws(Failure) -> @Sendable () throws(Failure) -> Database {
    let (file, catalogue) = (served.file, options.product.catalogue)
    guard file.journal == .rollback else {
      return { () throws(Failure) in try FileSession(file, .reader, catalogue).database }
    }
    let copy = try PrivateCopy(of: file, holdsLock: holdsLock) { step in
      work.tell(LongWork.Progress(step))
      return !work.isCancelled()
    }
    return { () throws(Failure) in try copy.database(catalogue) }
  }
}

extension Check {
  /// The checks that the call asks for.
  /// - Throws: `invalid_params` for an unknown name.
  fileprivate static func chosen(_ arguments: Arguments) throws(Failure) -> [Check] {
    let names = arguments.words("checks")
    for name in names where !all.contains(where: { $0.name == name }) {
      throw Failure(
        .parameters, "unknown check '\(name)'", field: "checks", hint: "'database.checks' lists them",
        suggestion: NearMiss.of(name, among: all.map(\.name)))
    }
    let least = arguments.text("severity").flatMap { Severity(rawValue: $0.lowercased()) } ?? .note
    let severities = Severity.allCases.prefix { $0 != least } + [least]
    return all.filter { (names.isEmpty || names.contains($0.name)) && severities.contains($0.severity) }
  }

  fileprivate var members: [JSON.Member] {
    [
      .init("name", .string(name)), .init("severity", .string(severity.rawValue)), .init("finds", .string(finds)),
      .init("causes", .string(causes)), .init("remedy", .string(remedy)),
    ]
  }
}

extension Defect {
  fileprivate var json: JSON {
    var object = JSON.Object()
    object["entity"] = entity.map { .string($0) }
    object["table"] = table.map { .string($0) }
    object["id"] = id.map { .integer($0) }
    object["name"] = name.map { .string($0) }
    object["field"] = field.map { .string($0) }
    if let partner {
      var other = JSON.Object([.init("entity", .string(partner.entity)), .init("id", .integer(partner.id))])
      other["name"] = partner.name.map { .string($0) }
      object["partner"] = .object(other)
    }
    if times > 1 { object["times"] = .integer(times) }
    object["note"] = .string(note)
    return .object(object)
  }
}

extension Enumeration {
  fileprivate static let severity = Enumeration(
    Check.Severity.allCases.map { .init($0.rawValue, stored: $0.rawValue, short: $0.rawValue) })
}

extension Shape {
  fileprivate static let check: [Member] = [
    .init("name", .value(.text), "Its name."),
    .init("severity", .value(.text), "`error`, `warning` or `note`."),
    .init("finds", .value(.text), "What is wrong."), .init("causes", .value(.text), "What that causes."),
    .init("remedy", .value(.text), "What mends it."),
  ]

  fileprivate static let finding =
    check + [
      .init("count", .value(.integer), "How many there are."),
      .init(
        "rows",
        .array(
          .object([
            .init("entity", .value(.text), "What kind of record it is.", always: false),
            .init(
              "table", .value(.text), "The table, if it is not the one of the entity that is in use.", always: false),
            .init("id", .value(.integer), "The record's id.", always: false),
            .init("name", .value(.text), "What it is called.", always: false),
            .init("field", .value(.text), "The field or relation that is wrong.", always: false),
            .init(
              "partner",
              .object([
                .init("entity", .value(.text), "What kind of record it is."), .init("id", .value(.integer), "Its id."),
                .init("name", .value(.text), "What it is called.", always: false),
              ]), "Another record that it has to do with.", always: false),
            .init("times", .value(.integer), "How many rows it stands for, if not one.", always: false),
            .init("note", .value(.text), "What is wrong, in a few words."),
          ])), "The first of them."),
    ]
}
