import Admin
import JSON
import Store
import TestData
import Testing

/// Every repair mends its damage, can be tried and taken back, and does nothing to what is not wrong.
@Suite("database.repair") struct RepairTests {
  private static let hash = "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZKHdMfnRnKAXxNKPJm8cQbF7XzYh5W"

  private static func fixture(_ sample: Sample, _ sql: String = "") throws -> Fixture {
    let fixture = try Fixture(sample, hash: { _ in hash })
    if !sql.isEmpty { try fixture.plant(sql) }
    return fixture
  }

  private static func params(_ check: String, _ choice: String?) -> JSON.Object {
    var params = JSON.Object([.init("checks", [.string(check)]), .init("limit", 1_000)])
    if let choice { params["set"] = [.string("\(check)=\(choice)")] }
    return params
  }

  /// What the check finds in the sample as it is, which the planted damage comes to.
  private static func before(_ planting: Planting, _ choice: String?) throws -> Int64 {
    var fixture = try fixture(planting.sample)
    let report = try fixture.call("database.repair", .object(params(planting.check, choice)))
    return report["mended"]?.integer ?? 0
  }

  @Test(
    "planted damage is mended as far as it should be, and an undo brings it back",
    arguments: Mending.all.filter(\.planting.isPossible))
  func planted(mending: Mending) throws {
    try Self.expect(mending, nil, mends: mending.safe)
    for (choice, count) in mending.choices { try Self.expect(mending, choice, mends: count) }
  }

  private static func expect(_ mending: Mending, _ choice: String?, mends count: Int64) throws {
    let (planting, comment) = (mending.planting, Comment(rawValue: choice ?? "without a decision"))
    guard planting.check != "integrity" else { return }
    let before = try before(planting, choice)
    var fixture = try fixture(planting.sample, planting.sql)
    let planted = try Dump.text(fixture.path, now: Fixture.now)
    var params = params(planting.check, choice)
    let found = try fixture.rows(of: planting.check).count

    params["dry_run"] = true
    let rehearsal = try fixture.call("database.repair", .object(params))
    #expect(try Dump.text(fixture.path, now: Fixture.now) == planted, comment)

    params["dry_run"] = nil
    let report = try fixture.call("database.repair", .object(params))
    #expect(report["mended"]?.integer == before + count, comment)
    #expect(rehearsal["mended"] == report["mended"] && rehearsal["findings"] == report["findings"], comment)
    #expect(report["left"]?.integer == found - before - count, comment)
    #expect(try fixture.rows(of: planting.check).count == report["left"]?.integer, comment)

    let again = try fixture.call("database.repair", .object(params))
    #expect(again["mended"] == 0, comment)
    guard before + count > 0 else {
      #expect(try Dump.text(fixture.path, now: Fixture.now) == planted, comment)
      return
    }
    if Self.isKeptFromUndo.contains(planting.check) {
      #expect(try fixture.refusal("audit.undo").kind == "constraint", comment)
      return
    }
    try fixture.call("audit.undo", ["restore_secrets": true])
    // Secrets that were hashed stay so: the log does not have them, and they are the same.
    if planting.check != "malformed_secret" {
      #expect(try Dump.text(fixture.path, now: Fixture.now) == planted, comment)
    }
  }

  /// The checks whose damage a server does not take back.
  private static let isKeptFromUndo: Set<String> =
    TestEngine.current == .sqlite ? [] : ["dangling_reference", "dangling_pair", "missing_parent"]

  /// The checks whose safe repair is tried in tests of their own.
  private static let triedElsewhere: Set<String> = ["malformed_secret", "unreadable_value"]

  @Test("every choice of every check is tried here")
  func complete() {
    for check in Check.all {
      let tried = Mending.all.filter { $0.planting.check == check.name }
      let isTried = tried.contains { $0.safe > 0 } || Self.triedElsewhere.contains(check.name)
      #expect(isTried || check.repair.safe == nil, "\(check.name)")
      for choice in check.repair.choices {
        #expect(tried.contains { $0.choices[choice.name] != nil }, "\(check.name)=\(choice.name)")
      }
      #expect(
        tried.allSatisfy { $0.choices.keys.allSatisfy { name in check.repair.choices.contains { $0.name == name } } })
    }
  }

  @Test("what is healthy stays as it is, but for what the server itself doubled", arguments: Sample.ofEngine)
  func healthy(sample: Sample) throws {
    guard sample != .damaged else { return }
    var fixture = try Self.fixture(sample)
    let report = try fixture.call("database.repair")
    let mended = (report["findings"]?.array ?? []).filter { $0["mended"] != 0 }.compactMap { $0["name"]?.string }
    let expected: Set<String> =
      switch sample {
      case .sample4, .sample5, .imported4: ["double_pair"]
      case .upgraded4to5: ["double_pair", "older_spelling"]
      case .upgraded2to4: ["malformed_secret", "missing_default", "missing_rule"]
      case .upgraded3to4: ["missing_rule"]
      default: []
      }
    #expect(Set(mended) == expected)
  }
}
