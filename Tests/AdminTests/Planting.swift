import Admin
import JSON
import TestData

/// Damage that is planted in a copy of a real file, and what a check has to find.
struct Planting: Sendable, CustomStringConvertible {
  let check: String
  let sample: Sample
  let sql: String
  /// The rows, as `Fixture.rows` writes them.
  let rows: [String]

  init(_ check: String, in sample: Sample = .sample4, _ sql: String, _ rows: String...) {
    (self.check, self.sample, self.sql, self.rows) = (check, sample, sql, rows)
  }

  /// Whether the engine that the tests run on can hold the damage: a server's columns have values of their type only.
  var isPossible: Bool {
    guard TestEngine.current == .postgresql else { return true }
    return sample.isThere && !["integrity", "unreadable_value"].contains(check) && !sql.contains("'nobody'")
  }

  var description: String { "\(check) in \(sample.rawValue)" }
}

extension Fixture {
  /// Changes the file as another program would.
  func plant(_ sql: String) throws {
    // As a restored dump does whose references were not looked at.
    let settings = TestEngine.current == .sqlite ? "" : "SET session_replication_role TO replica; "
    try PlainSession(path).script(settings + sql)
  }

  /// What one check finds: how many, and the rows as `node 'name' 5 field → partner 3: note`.
  mutating func rows(of check: String, _ more: JSON = [:]) throws -> (count: Int64, rows: [String]) {
    let params = JSON.Object([.init("checks", [.string(check)])] + (more.object?.members ?? []))
    let answer = try call("database.check", .object(params))
    guard let finding = answer["findings"]?.array?.first else { return (0, []) }
    return (finding["count"]?.integer ?? 0, (finding["rows"]?.array ?? []).map(Self.text))
  }

  private static func text(_ row: JSON) -> String {
    let partner = row["partner"].map { "→ \($0["entity"]?.string ?? "") \($0["id"] ?? .null)" }
    let parts = [
      row["entity"]?.string, row["table"]?.string.map { "in \($0)" }, row["name"]?.string.map { "'\($0)'" },
      row["id"]?.integer.map(String.init), row["field"]?.string, partner,
    ]
    return parts.compactMap { $0 }.joined(separator: " ") + ": " + (row["note"]?.string ?? "")
  }
}
