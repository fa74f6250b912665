import Engine
import JSON
import TestData
import Testing

/// Every value of every row of a real file is found in its place after the migration.
@Suite("database.migrate loses nothing") struct CarriedValuesTests {
  @Test("every value of every row", arguments: MigrationTests.journeys)
  func values(journey: MigrationTests.Journey) throws {
    var fixture = try Fixture(journey.sample, hash: MigrationTests.hash)
    let before = try PlainFile(fixture.path)
    try fixture.call("database.migrate", ["copy": .ofFiles, "to": .integer(journey.target)])
    let after = try PlainFile(fixture.path)
    var count = 0
    for table in before.tableNames {
      for row in before.rows(table) {
        for (column, value) in row where value != .null {
          count += 1
          #expect(
            Self.has(after, value, table, column, row, isTo4: journey.target == 4),
            "\(table).\(column) of \(row["id"] ?? .null): \(value)")
        }
      }
    }
    #expect(count > 500)
  }

  /// Whether the value is where it should be.
  private static func has(
    _ file: PlainFile, _ value: SQLValue, _ table: String, _ column: String, _ row: PlainFile.Row, isTo4: Bool
  ) -> Bool {
    let (place, newer) = newPlace(table, column, isTo4: isTo4)
    guard let id = row["id"]?.integer else {
      return file.rows(place).contains { other in row.allSatisfy { other[$0.key] == $0.value } }
        || (table == "role_rule_association" && isReplaced(file, row))
    }
    if place == "taskdatabase" {
      return file.rows(place, where: "task_id", is: id).map { $0["database"] } == [value]
    }
    guard let found = file.row(place, id)?[newer] else { return false }
    switch (table, column) {
    case ("node", "api_key"):
      return found == value || value.text.flatMap { MigrationTests.hash($0) }.map { found == .text($0) } == true
    // Rules become those that allow the same, and default roles get the words of the generation.
    case ("rule", "name"), ("rule", "scope"), ("rule", "operation"), ("rule", "description"):
      return found == value || (isTo4 && isSucceeded(row))
    case ("role", "description"):
      return found == value || file.row("role", id)?["is_default_role"] == .integer(1)
    default: return found == value
    }
  }

  private static func newPlace(_ table: String, _ column: String, isTo4: Bool) -> (table: String, column: String) {
    guard isTo4 else { return (table, column) }
    switch (table, column) {
    case ("result", _): return ("run", column)
    case ("task", "run_id"): return (table, "job_id")
    case ("task", "initiator_id"): return (table, "init_org_id")
    case ("task", "database"): return ("taskdatabase", "database")
    case ("algorithmport", "result_id"): return (table, "run_id")
    default: return (table, column)
    }
  }

  private static func isSucceeded(_ rule: PlainFile.Row) -> Bool {
    ["task", "result", "event"].contains(rule["name"]?.text ?? "")
  }

  /// A default role has lost a rule, which another role has for its users, or which nobody used.
  private static func isReplaced(_ file: PlainFile, _ pair: PlainFile.Row) -> Bool {
    guard let role = pair["role_id"]?.integer, file.row("role", role)?["is_default_role"] == .integer(1) else {
      return false
    }
    return file.rows("Permission", where: "role_id", is: role).isEmpty
      || file.rows("role_rule_association").contains {
        $0["rule_id"] == pair["rule_id"] && $0["role_id"] != pair["role_id"]
      }
  }
}
