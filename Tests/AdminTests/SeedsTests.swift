import Admin
import Adoption
import Catalogue
import Engine
import SQLite
import Store
import TestData
import Testing

@Suite struct SeedsTests {
  /// The real server's own rows: its samples have one role of a user's, which belongs to an organization.
  private static let questions = [
    "SELECT id, name, operation, scope, description FROM rule ORDER BY id",
    "SELECT id, name, description FROM role WHERE organization_id IS NULL ORDER BY id",
    """
    SELECT DISTINCT r.name, a.rule_id FROM role AS r JOIN role_rule_association AS a ON a.role_id = r.id
    WHERE r.organization_id IS NULL ORDER BY 1, 2
    """,
  ]

  @Test("a new database has the rules and roles of the real one", arguments: [2, 3, 4, 5])
  func rows(generation: Int) throws {
    let folder = try TemporaryFolder()
    let file = try DatabaseFile.open(
      DatabaseOptions(path: folder.path(of: "new.sqlite"), generation: generation), .vantage6)
    let ours = try file.connect(.reader)
    let real = try Connection(path: folder.copy(of: .of(generation: generation)), access: .readOnly)
    for question in Self.questions {
      // The 2.x server makes that role with the user root, at its first start, whether there is one or not.
      let wanted = try real.rows(question).filter { generation > 2 || !$0.contains(.text("Root")) }
      #expect(try ours.rows(question) == wanted)
    }
    // The real 4.15.2 gives two rules twice to a role; the pair means no more for it.
    let pairs = "SELECT role_id, rule_id FROM role_rule_association"
    #expect(try ours.rows(pairs).count == ours.rows(pairs + " GROUP BY 1, 2").count)
    if generation >= 4 {
      #expect(
        try ours.rows("SELECT DISTINCT is_default_role, typeof(is_default_role) FROM role") == [
          [.integer(1), .text("integer")]
        ])
    }
    #expect(
      try ours.value("SELECT last FROM vantage6_admin_sequence WHERE name = 'role'")
        == .integer(generation == 2 ? 2 : 7))
  }
}
