import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Rules of other programs in the file, met by calls.
@Suite struct RefusedByDatabaseTests {
  private static func fixture(_ script: String) throws -> Fixture {
    let fixture = try Fixture(.sample4)
    try PlainSession(fixture.path).script(script)
    return fixture
  }

  @Test("a required column that is not vantage6's own, and that no field can have, is named")
  func column() throws {
    var world = try Self.fixture(
      TestEngine.current == .postgresql
        ? """
        ALTER TABLE organization ADD COLUMN "the tenant" VARCHAR;
        UPDATE organization SET "the tenant" = 'main';
        ALTER TABLE organization ALTER COLUMN "the tenant" SET NOT NULL;
        """
        : """
        ALTER TABLE organization RENAME TO organization_before;
        CREATE TABLE organization (id INTEGER NOT NULL, name VARCHAR, domain VARCHAR, address1 VARCHAR, address2 VARCHAR,
          zipcode VARCHAR, country VARCHAR, _public_key BLOB, "the tenant" VARCHAR NOT NULL, PRIMARY KEY (id));
        INSERT INTO organization SELECT id, name, domain, address1, address2, zipcode, country, _public_key, 'main'
          FROM organization_before;
        DROP TABLE organization_before;
        """)
    let refusal = try world.refusal("organization.create", ["values": ["name": "A"]])
    #expect(refusal.data?["kind"] == "constraint" && refusal.data?["column"] == "the tenant")
    #expect(refusal.message.contains("the column 'the tenant' of the table 'organization' must have a value"))
  }

  @Test("a trigger speaks for itself, and a missing table is named")
  func triggers() throws {
    var world = try Self.fixture(
      PlainSession.trigger(
        "keep_organizations", "BEFORE DELETE ON organization", refusing: "ask the data office first")
        + (TestEngine.current == .sqlite
          ? "CREATE TRIGGER tell_user AFTER INSERT ON role BEGIN INSERT INTO no_such_table VALUES (new.id); END;"
          : """
          CREATE FUNCTION tell_user() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN INSERT INTO no_such_table VALUES (NEW.id); RETURN NEW; END $$;
          CREATE TRIGGER tell_user AFTER INSERT ON role FOR EACH ROW EXECUTE FUNCTION tell_user();
          """))
    let kept = try world.refusal("organization.delete", ["name": "root", "dependents": "delete"])
    #expect(kept.message.contains("ask the data office first") && kept.data?["kind"] == "constraint", "\(kept)")
    let missing = try world.refusal("role.create", ["values": ["name": "A"]])
    #expect(missing.message.contains("'no_such_table'") && missing.data?["table"] == "no_such_table")
    try world.call("organization.create", ["values": ["name": "A"]])
  }

  @Test("of many records, each that a trigger refuses is named, and nothing is changed")
  func manyRecords() throws {
    let rule = PlainSession.trigger(
      "keep_two", "BEFORE UPDATE ON organization", when: "OLD.id IN (2, 4)", refusing: "no")
    var world = try Self.fixture(rule)
    let refusal = try world.refusal(
      "records.update",
      ["entity": "organization", "where": ["id": ["gt": 0]], "values": ["country": "Atlantis"]])
    let rows = refusal.data?["errors"]?.array ?? []
    #expect(refusal.data?["kind"] == "constraint" && rows.map { $0["id"]?.integer } == [2, 4], "\(refusal)")
    #expect(rows.allSatisfy { $0["message"]?.string?.contains("refused the change: no") == true }, "\(rows)")
    #expect(try world.call("organization.list", ["where": ["country": "Atlantis"]])["items"]?.array?.count == 0)
  }

  @Test("of a file, each line that a trigger refuses is named, and nothing is imported")
  func lines() throws {
    let rule = PlainSession.trigger(
      "keep_bad", "BEFORE INSERT ON organization", when: "NEW.name LIKE 'bad%'", refusing: "no")
    var world = try Self.fixture(rule)
    let lines = ["good 1", "bad 1", "good 2", "bad 2", "good 3"].map { #"{"organization": {"name": "\#($0)"}}"# }
    let refusal = try world.refusal("database.import", file: try ExchangeTests.file(lines, world.folder.path))
    let rows = refusal.data?["errors"]?.array ?? []
    #expect(rows.map { $0["line"]?.integer } == [2, 4], "\(refusal)")
    #expect(rows.allSatisfy { $0["message"]?.string?.contains("refused the change: no") == true }, "\(rows)")
    #expect(try world.call("organization.list", ["where": ["name": ["like": "good%"]]])["items"]?.array?.count == 0)
  }
}
