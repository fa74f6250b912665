import JSON
import TestData
import Testing

/// What is found in files that nobody damaged: only what is true of them.
@Suite("database.check on healthy files") struct HealthyFilesTests {
  /// The samples have public keys that only look like some, a user without an organization, one with a role of another
  /// organization, and results that nobody finished.
  private static let ofSamples =
    [
      "broken_public_key": 3, "incomplete_record": 1, "misplaced_record": 1, "stuck_result": 4,
    ] as [String: Int64]

  /// The server 4.15.2 itself gives its role 'Collaboration Admin' two rules twice.
  private static let doubled = ["double_pair": 2] as [String: Int64]

  /// An upgrade in place leaves results and values behind, and rules come only with the next start of the server. Tasks
  /// have no initiator in the newer column.
  private static let ofUpgrades =
    [
      "broken_public_key": 3, "leftover_record": 8, "incomplete_record": 6, "misplaced_record": 1,
    ] as [String: Int64]

  private static let expected: [(Sample, [String: Int64])] = [
    // The server 2.0.0 gave nodes one rule less than 2.3.5.
    (.early2, ofSamples.merging(["changed_default_role": 1]) { $1 }),
    (.sample2, ofSamples), (.sample3, ofSamples), (.sample4, ofSamples.merging(doubled) { $1 }),
    // Keycloak's ids are missing where the sample shows it.
    (
      .sample5,
      ofSamples.merging(doubled) { $1 }.merging(["no_keycloak_id": 1]) { $1 }.filter { $0.key != "misplaced_record" }
    ),
    (.imported2, [:]), (.imported3, [:]),
    // The server's API takes no '@' in the name of a user; its import did.
    (.imported4, doubled.merging(["malformed_text": 4]) { $1 }),
    (
      .upgraded2to4,
      // Files of version 2 have plain API keys and three roles.
      ofUpgrades.merging([
        "malformed_secret": 5, "missing_default": 4, "missing_rule": 44, "changed_default_role": 3,
        "leftover_value": 15,
      ]) { $1 }
    ),
    (
      .upgraded3to4,
      // The port's result is in the older table.
      ofUpgrades.merging([
        "missing_reference": 1, "missing_rule": 42, "changed_default_role": 7, "leftover_value": 16,
      ]) { $1 }
    ),
    (
      .upgraded4to5,
      // The server's start dies after it has made the new rules.
      ofSamples.merging(doubled) { $1 }.merging([
        "older_spelling": 86, "changed_default_role": 1, "leftover_value": 10, "no_keycloak_id": 9,
        "no_keycloak_client_id": 5, "no_api_path": 2,
      ]) { $1 }
    ),
  ]

  private static func found(_ fixture: inout Fixture) throws -> [String: Int64] {
    let answer = try fixture.call("database.check")
    #expect(answer["failed"] == [])
    var found: [String: Int64] = [:]
    // The tests' server does not wait for the disk.
    #expect(answer["findings"]?.array?.contains { $0["name"] == "engine_fault" } == (TestEngine.current == .postgresql))
    for finding in answer["findings"]?.array ?? [] {
      if finding["name"] == "engine_fault" { continue }
      found[finding["name"]?.string ?? ""] = finding["count"]?.integer
    }
    return found
  }

  @Test("nothing is found that is not true", arguments: expected.filter(\.0.isThere))
  func healthy(sample: Sample, expected: [String: Int64]) throws {
    var fixture = try Fixture(sample)
    #expect(try Self.found(&fixture) == expected)
  }

  @Test("every sample is looked at, but the damaged one")
  func complete() {
    #expect(Set(Self.expected.map(\.0)).union([.damaged]) == Set(Sample.allCases))
  }

  @Test("a new file lacks what the server makes at its first start", arguments: [(2, 2), (3, 1), (4, 1), (5, 0)])
  func fresh(generation: Int, missing: Int64) throws {
    var fixture = try Fixture(generation: generation)
    #expect(try Self.found(&fixture) == (missing > 0 ? ["missing_default": missing] : [:]))
  }

  @Test("every planted defect of the damaged file is found, exactly", .onFiles("a server refuses such rows"))
  func damaged() throws {
    var fixture = try Fixture(.damaged)
    #expect(
      try Self.found(&fixture) == [
        "missing_parent": 1, "lost_parent": 1, "dangling_reference": 6, "missing_reference": 2, "double_pair": 4,
        "dangling_pair": 5, "cycle": 1, "unreadable_value": 3, "unknown_word": 1, "number_out_of_range": 1,
        "malformed_secret": 2, "broken_public_key": 3, "incomplete_record": 1, "misplaced_record": 1,
        "stuck_result": 3, "no_password": 1, "malformed_text": 1, "foreign_object": 2,
      ])
  }
}
