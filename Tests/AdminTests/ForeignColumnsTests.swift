import Admin
import Adoption
import Catalogue
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Files with columns of a fork of the server.
@Suite("Columns that vantage6 does not have") struct ForeignColumnsTests {
  /// Among them names that relations, paths and conditions have already.
  static let additions = """
    ALTER TABLE organization ADD COLUMN cost_center TEXT NOT NULL DEFAULT 'x';
    ALTER TABLE organization ADD COLUMN budget INTEGER;
    ALTER TABLE organization ADD COLUMN anything \(TestEngine.current == .sqlite ? "" : "TEXT");
    ALTER TABLE organization ADD COLUMN roles TEXT;
    ALTER TABLE organization ADD COLUMN etag TEXT;
    ALTER TABLE organization ADD COLUMN "two words" TEXT;
    ALTER TABLE authenticatable ADD COLUMN site TEXT;
    ALTER TABLE authenticatable ADD COLUMN shared TEXT DEFAULT 'parent';
    ALTER TABLE user ADD COLUMN shared TEXT DEFAULT 'own';
    """

  private static let required =
    TestEngine.current == .postgresql
    ? """
    ALTER TABLE organization ADD COLUMN tenant VARCHAR; UPDATE organization SET tenant = 'main';
    ALTER TABLE organization ALTER COLUMN tenant SET NOT NULL;
    """
    : """
    ALTER TABLE organization RENAME TO before;
    CREATE TABLE organization (id INTEGER NOT NULL, name VARCHAR, domain VARCHAR, address1 VARCHAR, address2 VARCHAR,
      zipcode VARCHAR, country VARCHAR, _public_key BLOB, tenant VARCHAR NOT NULL, PRIMARY KEY (id));
    INSERT INTO organization SELECT id, name, domain, address1, address2, zipcode, country, _public_key, 'main'
      FROM before;
    DROP TABLE before;
    """

  static func fixture(_ script: String = additions) throws -> Fixture {
    let fixture = try Fixture(.sample4)
    try PlainSession(fixture.path).script(script)
    return fixture
  }

  private static func keys(_ record: JSON) -> [String] { (record.object?.members ?? []).map(\.key) }

  private static func newest(_ fixture: inout Fixture) throws -> JSON {
    try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0])
  }

  @Test("no sample file has one, whatever generations it went through", arguments: Sample.ofEngine)
  func healthy(sample: Sample) throws {
    let fixture = try Fixture(sample)
    let model = Model(.vantage6, fixture.service.served.database.layout)
    let names = model.entities.flatMap { entity in entity.foreignFields.map { "\(entity.name).\($0.name)" } }
    // The damaged file has a column of a later version.
    #expect(names == (sample == .damaged ? ["organization.x:later_column"] : []))
  }

  @Test("no new file has one", arguments: [2, 3, 4, 5])
  func fresh(generation: Int) throws {
    let fixture = try Fixture(generation: generation)
    let model = Model(.vantage6, fixture.service.served.database.layout)
    #expect(model.entities.allSatisfy { $0.foreignFields.isEmpty })
  }

  @Test("get shows them last, and list on request, by 'x:' and by their own names where those are free")
  func shown() throws {
    var fixture = try Self.fixture()
    let record = try fixture.call("organization.get", ["id": 2])
    #expect(
      Self.keys(record).filter { $0 != "warnings" }.suffix(6) == [
        "x:cost_center", "x:budget", "x:anything", "x:roles", "x:etag", "etag",
      ])
    #expect(record["x:cost_center"] == "x" && record["x:budget"] == .null)
    let list = try fixture.call("organization.list", ["limit": 1])["items"]?[0] ?? .null
    #expect(!Self.keys(list).contains { $0.hasPrefix("x:") })
    let fields: JSON = ["id", "cost_center", "x:roles", "etag"]
    let asked = try fixture.call("organization.get", ["id": 2, "fields": fields])
    #expect(Self.keys(asked) == ["id", "x:cost_center", "x:roles", "etag"] && asked["etag"] != asked["x:etag"])
    let user = try fixture.call("user.get", ["id": 2, "fields": ["organization.x:cost_center", "x:shared", "x:site"]])
    #expect(user == ["organization": ["x:cost_center": "x"], "x:shared": "own", "x:site": nil])
    #expect(try fixture.call("node.get", ["id": 5])["x:shared"] == "parent")
    let unknown = try fixture.refusal("organization.get", ["id": 2, "fields": ["x:cost_centre"]])
    #expect(unknown.message.hasSuffix("did you mean 'x:cost_center'?"))
    #expect(try fixture.refusal("organization.get", ["id": 2, "fields": ["x:two words"]]).kind == "invalid")
  }

  @Test("they are described with their kind, and named as foreign")
  func described() throws {
    var fixture = try Self.fixture()
    let fields = try fixture.call("rpc.describe", ["entity": "organization"])["entities"]?[0]?["fields"]?.array ?? []
    let cost = try #require(fields.first { $0["name"] == "x:cost_center" })
    #expect(cost["kind"] == "any" && cost["foreign"] == true && cost["aliases"] == ["cost_center"])
    #expect(cost["help"] == "A column of this database that vantage6 does not have.")
    #expect(fields.first { $0["name"] == "x:roles" }?["aliases"] == nil)
  }

  @Test("a value is stored as the column's type wants it, and the log, an etag and an undo know what is stored")
  func written() throws {
    var fixture = try Self.fixture()
    let made = try fixture.call("organization.create", ["values": ["name": "A", "x:budget": "5", "anything": "5"]])
    #expect(made["x:budget"] == 5 && made["x:anything"] == "5" && made["x:cost_center"] == "x")
    let id = made["id"] ?? .null
    var log = try Self.newest(&fixture)
    #expect(log["after"]?["x:budget"] == 5 && log["after"]?["x:cost_center"] == "x")
    #expect(Self.keys(log["after"] ?? .null).allSatisfy { !["budget", "cost_center", "anything"].contains($0) })
    let update: JSON = ["id": id, "values": ["budget": "7"], "if_match": made["etag"] ?? .null]
    #expect(try fixture.call("organization.update", update)["x:budget"] == 7)
    log = try Self.newest(&fixture)
    #expect(log["before"] == ["x:budget": 5] && log["after"] == ["x:budget": 7])
    #expect(try fixture.refusal("organization.update", update).message.hasSuffix("since it was read: x:budget"))
    // The same number as text changes nothing.
    try fixture.call("organization.update", ["id": id, "values": ["budget": "7"]])
    #expect(try Self.newest(&fixture) == log)
    try fixture.call("audit.undo")
    #expect(try fixture.call("organization.get", ["id": id])["x:budget"] == 5)
    try fixture.call("organization.delete", ["id": id])
    log = try Self.newest(&fixture)
    #expect(
      log["before"]?["x:budget"] == 5 && log["before"]?["x:cost_center"] == "x"
        && log["before"]?["x:two words"] == .null)
    try fixture.call("audit.undo")
    let back = try fixture.call("organization.get", ["id": id])
    #expect(back["x:budget"] == 5 && back["x:anything"] == "5")
  }

  @Test("a new record can be undone: the defaults of the database are no later change")
  func undone() throws {
    var fixture = try Self.fixture()
    let id = try fixture.call("organization.create", ["values": ["name": "A"]])["id"] ?? .null
    try fixture.call("audit.undo")
    #expect(try fixture.refusal("organization.get", ["id": id]).kind == "not_found")
    let user = try fixture.call("user.create", ["values": ["username": "newest", "site": "north", "x:shared": 5]])
    #expect(user["x:shared"] == "5" && user["x:site"] == "north")
    let log = try Self.newest(&fixture)
    #expect(log["after"]?["x:shared"] == "5" && log["after"]?["x:site"] == "north")
    try PlainSession(fixture.path).script(
      "UPDATE user SET shared = 'z' WHERE username = 'newest'")
    #expect(try fixture.refusal("audit.undo").message.contains("x:shared"))
    try fixture.call("user.update", ["username": "newest", "values": ["shared": "5"]])
    try fixture.call("audit.undo", ["seq": log["seq"] ?? .null, "cascade": true])
    #expect(try fixture.refusal("user.get", ["username": "newest"]).kind == "not_found")
  }

  @Test("a change of before the column was added can still be undone")
  func older() throws {
    var fixture = try Fixture(.sample4)
    try fixture.call("organization.create", ["values": ["name": "A"]])
    try PlainSession(fixture.path).script(Self.additions)
    try fixture.call("audit.undo")
    #expect(try fixture.refusal("organization.get", ["name": "A"]).kind == "not_found")
  }

  @Test(
    "every value comes back as it was given", .onFiles("a server's columns have a type"),
    arguments: [
      5, -9_223_372_036_854_775_808, .number(1.5), .number(5), "text", "", "5", ["blob": "AP8="],
      ["real": "7ff0000000000000"],
      ["text": "Yf8="], nil,
    ] as [JSON])
  func exact(value: JSON) throws {
    var fixture = try Self.fixture()
    try fixture.call("organization.update", ["id": 2, "values": ["anything": value]])
    #expect(try fixture.call("organization.get", ["id": 2])["x:anything"] == value)
    let found = try fixture.call("organization.list", ["where": ["id": 2, "anything": ["eq": value]], "count": true])
    #expect(found["total"] == 1)
    guard !value.isNull else { return }
    #expect(try Self.newest(&fixture)["after"] == ["x:anything": value])
  }

  @Test(
    "other values are refused",
    arguments: [[1], ["blob": "?"], ["real": "7ff8000000000000"], ["a": 1], [:], ["blob": "", "text": ""]] as [JSON])
  func refused(value: JSON) throws {
    var fixture = try Self.fixture()
    let refusal = try fixture.refusal("organization.update", ["id": 2, "values": ["x:anything": value]])
    #expect(refusal.message.hasPrefix("field 'x:anything': expected a number, text, true, false, or bytes"))
    #expect(refusal.data?["field"] == "x:anything")
  }

  @Test(
    "conditions compare them, and lists are sorted by them",
    arguments: [
      (["x:budget": 2], [2]), (["budget": "2"], [2]), (["x:budget": ["ge": 2]], [2, 3]),
      (["x:budget": ["in": [1, 3]]], [1, 3]), (["x:budget": ["ne": 1], "x:budget": ["null": false]], [2, 3]),
      (["x:cost_center": ["like": "n%"]], [1]), (["x:budget": ["lt": 2]], [1]),
      (["x:etag": nil, "id": ["le": 2]], [1, 2]),
    ] as [(JSON, [JSON])])
  func compared(condition: JSON, ids: [JSON]) throws {
    var fixture = try Self.fixture()
    try PlainSession(fixture.path).script(
      "UPDATE organization SET budget = id WHERE id <= 3; UPDATE organization SET cost_center = 'north' WHERE id = 1")
    let list = try fixture.call("organization.list", ["where": condition, "order": "-x:budget,id"])["items"]?.array
    #expect(list?.compactMap { $0["id"] } == ids.reversed())
    let users = try fixture.call("user.list", ["where": ["organization.x:budget": 1], "order": "organization.budget"])
    #expect(users["items"]?.array?.isEmpty == false)
  }

  @Test("one without a default value must be set, and the refusal says how")
  func required() throws {
    var fixture = try Self.fixture(Self.required)
    let refusal = try fixture.refusal("organization.create", ["values": ["name": "A"]])
    #expect(refusal.kind == "constraint" && refusal.data?["field"] == "x:tenant")
    #expect(refusal.data?["hint"] == "set it: x:tenant=VALUE")
    #expect(
      refusal.message == "the column 'tenant' of the table 'organization' must have a value"
    )
    let made = try fixture.call("organization.create", ["values": ["name": "A", "x:tenant": "north"]])
    #expect(made["x:tenant"] == "north")
    try fixture.call("audit.undo")
    #expect(
      try fixture.refusal("organization.update", ["id": 2, "values": ["tenant": nil]]).data?["field"] == "x:tenant")
  }

  @Test("a call as the OpenRPC document has it, and its answer, fit their schemas")
  func contract() throws {
    var contract = try Contract(Self.fixture())
    // A server's column of text has no bytes.
    let anything: JSON = TestEngine.current == .sqlite ? ["blob": "AP8="] : "text"
    let values: JSON = ["name": "A", "x:budget": 5, "x:anything": anything, "x:cost_center": .number(1.5)]
    let made = try contract.call("organization.create", ["values": values])
    try contract.call("organization.get", ["id": made["id"] ?? .null])
    let condition: JSON = ["x:budget": ["ge": 5], "x:cost_center": ["like": "1%"]]
    try contract.call("organization.list", ["where": condition, "fields": ["x:budget"], "order": ["-x:budget"]])
    try contract.call(
      "user.list", ["where": ["organization.x:budget": .number(1.5)], "fields": ["organization.x:budget"]])
  }
}
