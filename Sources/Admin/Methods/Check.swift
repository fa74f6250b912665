import Adoption
import Catalogue
import JSON
import Store
import Vocabulary

/// The methods that look for damage.
extension Operation {
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
      details: "Of a file without a write-ahead log, a private copy is checked, so that no other process waits.",
      access: .read,
      parameters: [
        .checks,
        Parameter(
          "severity", .enumeration(.severity), "Only checks that are at least so severe.", default: "note"),
        .stuck, .listed,
        Parameter(
          "key", .text,
          "An API key: the check 'shared_secret' also finds the nodes that have it, if there are several. Hashes of one "
            + "key differ, so that they cannot be compared without it.", secret: true),
        .holdForCopy,
      ],
      answer: .object([
        .init("checked", .value(.integer), "How many checks were made."),
        .init(
          "findings", .array(.object(Shape.finding)),
          "The checks that found something; the most severe first, each severity in the order of the checks."),
        .init(
          "failed", .array(.object(Shape.failedCheck)),
          "The checks that could not be made, which happens in damaged files."),
      ]),
      isLong: true,
      example: Example(
        ["checks": ["integrity"], "limit": 10], answers: ["checked": 1, "findings": [], "failed": []])),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let checks = try Check.chosen(arguments)
      let options = CheckOptions(
        limit: try CheckOptions.listedCount(arguments), now: environment.service.options.clock(),
        stuckDays: try CheckOptions.stuckDays(arguments), key: arguments.text("key"))
      let open = try environment.service.sessions(holdsLock: arguments.flag("hold"), work)
      let outcomes = try CheckRun(checks, options, on: open).outcomes(work)
      writer.value(try report(Array(zip(checks, outcomes))))
    })

  private static func report(_ results: [(check: Check, outcome: CheckRun.Outcome)]) throws(Failure) -> JSON {
    var findings: [(check: Check, members: [JSON.Member])] = []
    var failed: [JSON] = []
    for (check, outcome) in results {
      switch outcome {
      case .found(0, _): break
      case .found(let count, let rows):
        let members: [JSON.Member] = [
          .init("count", .integer(count)), .init("rows", .array(rows.map { .object($0.members) })),
        ]
        findings.append((check, check.members + members))
      case .failed(let failure): failed.append(try check.failed(failure))
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

extension Enumeration {
  fileprivate static let severity = Enumeration(
    Check.Severity.allCases.map { .init($0.rawValue, stored: $0.rawValue, short: $0.rawValue) })
}
