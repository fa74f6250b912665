import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// Groups of calls whose refusals by a server may come late.
@Suite("late refusals", .onServers("a file refuses at once")) struct LateRefusalTests {
  private static let lost = RPCError(code: 0, message: "the transaction was lost")

  private static func create(_ entity: String, _ values: JSON, _ more: JSON.Member...) -> (method: String, params: JSON)
  {
    ("\(entity).create", .object(JSON.Object([.init("values", values)] + more)))
  }

  private static func organization(_ name: String) -> (method: String, params: JSON) {
    create("organization", ["name": .string(name)])
  }

  @Test("a record is answered as it is read afterwards, with its etag and its change")
  func answers() throws {
    var fixture = try Fixture(.sample4)
    let calls = [
      Self.create("organization", ["name": "Zoë 🏢", "domain": "a.example", "address2": ""]),
      Self.organization("plain"), Self.create("collaboration", ["name": "new", "encrypted": false]),
      Self.create("collaboration", ["name": "with members", "organizations": ["plain"]]),
      Self.create("role", ["name": "a role", "rules": [1, 2]]),
      Self.create("user", ["username": "someone", "password": "Right-horse-7", "organization": "plain"]),
      Self.create("study", ["name": "a study", "collaboration": "new"]),
      Self.create("task", ["name": "a task", "collaboration": "new", "initiator": "plain", "database": "default"]),
      Self.create("organization", ["name": "some fields"], .init("fields", ["name", "collaborations"])),
    ]
    let answers = try fixture.group(calls, defersRefusals: true)
    #expect(answers.count == calls.count)
    for (call, answer) in zip(calls, answers) {
      let result = try #require(answer["result"]?.object, "\(answer)")
      guard call.params["fields"] == nil else {
        #expect(result["name"] == "some fields" && result["collaborations"] == [])
        continue
      }
      let entity = call.method.prefix { $0 != "." }
      var read = try #require(try fixture.call("\(entity).get", ["id": result["id"] ?? .null]).object)
      read["warnings"] = result["warnings"]
      #expect(JSON.object(result) == .object(read), "\(call.method)")
      let changes = try fixture.call(
        "audit.list", ["where": ["entity": .string(String(entity)), "id": result["id"] ?? .null]])
      #expect(changes["items"]?.array?.count == 1)
    }
  }

  @Test("a name that is there, or comes twice, ends the group, and nothing of it stays", arguments: ["IKNL", "one"])
  func twice(name: String) throws {
    var fixture = try Fixture(.sample4)
    let contents = try Contents(of: fixture.path)
    #expect(throws: Self.lost) {
      try fixture.group(["one", "two", name].map(Self.organization), defersRefusals: true)
    }
    fixture.writer.rollback()
    #expect(try Contents(of: fixture.path) == contents)
    let refusal = try fixture.refusal("organization.create", ["values": ["name": "IKNL"]])
    #expect(refusal.message == "organization 'IKNL' already exists" && refusal.data?["id"] == 2)
  }

  @Test("after that, the calls are checked one by one for a while")
  func carefully() throws {
    var fixture = try Fixture(.sample4)
    #expect(throws: Self.lost) { try fixture.group([Self.organization("IKNL")], defersRefusals: true) }
    fixture.writer.rollback()
    let answers = try fixture.group(["one", "IKNL", "two"].map(Self.organization), defersRefusals: true)
    #expect(answers.map { $0["error"]?["message"]?.string } == [nil, "organization 'IKNL' already exists", nil])
    for number in 0..<99 { _ = try fixture.group([Self.organization("more \(number)")], defersRefusals: true) }
    #expect(throws: Self.lost) { try fixture.group([Self.organization("IKNL")], defersRefusals: true) }
  }

  @Test("what another call of the group reads is there, and a call that is only tried leaves nothing")
  func mixed() throws {
    var fixture = try Fixture(.sample4)
    let answers = try fixture.group(
      [
        Self.organization("one"), Self.create("organization", ["name": "tried"], .init("dry_run", true)),
        ("organization.update", ["name": "one", "values": ["domain": "one.example"]]), Self.organization("two"),
        ("organization.delete", ["name": "two"]), Self.organization("three"),
        Self.create("organization", ["name": "three"], .init("if_not_exists", true)),
        Self.create("organization", ["name": "wrong", "domain": 1]),
      ], defersRefusals: true)
    #expect(answers.map { $0["error"] != nil } == [false, false, false, false, false, false, false, true])
    #expect(answers[2]["result"]?["domain"] == "one.example")
    #expect(answers[6]["result"]?["id"] == answers[5]["result"]?["id"])
    let names = try PlainFile(fixture.path).rows("organization").compactMap { $0["name"]?.text }
    #expect(names.filter { ["one", "two", "three", "tried", "wrong"].contains($0) }.sorted() == ["one", "three"])
  }

  @Test("a refusal of a trigger ends the group, too, and a table with one is read again for the answer")
  func triggers() throws {
    var fixture = try Fixture(.sample4)
    try fixture.plant(
      """
      CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name = 'bad' THEN RAISE EXCEPTION 'no bad names'; END IF; NEW.domain := 'theirs'; RETURN NEW; END $$;
      CREATE TRIGGER change BEFORE INSERT ON organization FOR EACH ROW EXECUTE FUNCTION change()
      """)
    let answers = try fixture.group([Self.organization("good")], defersRefusals: true)
    #expect(answers[0]["result"]?["domain"] == "theirs")
    #expect(throws: Self.lost) {
      try fixture.group([Self.organization("other"), Self.organization("bad")], defersRefusals: true)
    }
    fixture.writer.rollback()
    #expect(try fixture.refusal("organization.create", ["values": ["name": "bad"]]).message.contains("no bad names"))
  }
}
