import SQLite
import TestData
import Testing

@Suite("Columns that vantage6 does not have")
struct ForeignColumnsTests {
  private static func database() throws -> Database {
    let database = try Database(.sample(.sample4), on: .sqlite)
    try Connection(path: database.folder.path(of: "db"), access: .readWrite).script(
      """
      ALTER TABLE organization ADD COLUMN cost_center TEXT NOT NULL DEFAULT 'x';
      ALTER TABLE organization ADD COLUMN budget NUMERIC;
      ALTER TABLE organization ADD COLUMN save TEXT;
      UPDATE organization SET name = '2024' WHERE id = 3;
      """)
    return database
  }

  @Test("are attributes by their own names, and the constructor takes them")
  func attributes() throws {
    let outcome = try Self.database().shell(
      """
      o = db.Organization.get(2)
      o.cost_center, o.budget
      o.budget = 1.5
      o.cost_center = "north"
      o.save()
      db.Organization.get(2).budget, db.Organization.get(2).cost_center
      o.budget = True
      o.save()
      o.refresh()
      o.budget
      p = db.Organization(name="A", budget=7)
      p.save()
      p.budget, p.cost_center
      db.Organization.exists("budget", 7)
      """)
    #expect(outcome.errors == "")
    #expect(outcome.output == "('x', None)\n(1.5, 'north')\n1\n(7, 'x')\nTrue\n")
  }

  @Test("a record that is named like a number is hinted at")
  func numbers() throws {
    let outcome = try Self.database().shell(
      """
      db.Organization.get(2024) is None
      u = db.User.get(2)
      u.organization_id = 2024
      u.save()
      """, "--keep-going")
    #expect(outcome.output == "True\n")
    let hints = outcome.errors.split(separator: "\n").filter {
      $0.contains("an organization is named '2024': its id is 3")
    }
    #expect(hints.count == 2, "\(outcome.errors)")
  }
}
