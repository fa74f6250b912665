import Engine
import JSON
import SQLite
import TestData
import Testing

@testable import Daemon

/// Triggers of other programs in the file.
@Suite struct TriggerTests {
  @Test(
    "however a trigger ends a change, the others of its group are done, once, and nothing of it stays",
    arguments: ["ABORT", "FAIL", "ROLLBACK"])
  func group(end: String) throws {
    let world = try World(.sample4)
    var client = try world.daemon.client()
    // The daemon knows the table without the trigger, too.
    try client.send(World.create("before", id: 0))
    _ = try client.answer()
    try world.stranger().script(
      """
      CREATE TABLE seen (name);
      CREATE TRIGGER guard AFTER INSERT ON organization WHEN new.name LIKE 'bad%'
        BEGIN INSERT INTO seen VALUES (new.name); SELECT raise(\(end), 'not this one'); END;
      """)
    let names = ["good 1", "bad 2", "good 3", "good 4", "bad 5", "good 6"]
    // At once, so that they share transactions.
    try client.send(names.enumerated().map { World.create($1, id: $0) }.joined())
    for name in names {
      let answer = try client.answer()
      if name.hasPrefix("good") {
        #expect(answer["result"]?["name"]?.string == name, "\(answer)")
      } else {
        #expect(
          answer["error"]?["message"] == "a trigger of the database refused the change: not this one", "\(answer)")
        #expect(answer["error"]?["data"]?["kind"] == "constraint")
      }
    }
    let file = try world.stranger()
    let found = try file.rows(
      "SELECT name FROM organization WHERE name LIKE 'good%' OR name LIKE 'bad%' ORDER BY id")
    #expect(found.map { $0[0].text } == names.filter { $0.hasPrefix("good") })
    #expect(try file.value("SELECT count(*) FROM seen") == .integer(0))
    #expect(try file.value("SELECT count(*) FROM vantage6_admin_audit") == .integer(5))
  }
}
