import Admin
import JSON
import JSONRPC
import TestData
import Testing

/// What is known of a call once it is looked up, and when that is done once more.
@Suite("A call, looked up")
struct CallTests {
  private static func request(_ method: String, _ params: Params) -> Request {
    Request(id: RawID(1), method: method, params: params)
  }

  @Test("knows what it is, however its parameters are given")
  func positional() throws {
    let fixture = try Fixture()
    let values: JSON = ["name": "new"]
    let plain = fixture.service.call(Self.request("organization.create", .positional([values])))
    #expect(plain.isWrite && !plain.isDryRun && !plain.isStrict && !plain.isLong)
    let all = fixture.service.call(Self.request("organization.create", .positional([values, false, true, true, true])))
    #expect(all.isDryRun && all.isStrict && all.isLong)
    let named = JSON.Object([.init("values", values), .init("dry_run", true)])
    let dry = fixture.service.call(Self.request("organization.create", .named(named)))
    #expect(dry.isDryRun && !dry.isStrict && !dry.isLong)
    // `true` at the place of another parameter means something else.
    #expect(!fixture.service.call(Self.request("organization.create", .positional([values, true]))).isDryRun)
    #expect(!fixture.service.call(Self.request("rpc.cancel", .positional([true]))).isLong)
  }

  @Test("knows its entity by the name that the catalogue has for it, and what is no method has none")
  func entity() throws {
    let fixture = try Fixture()
    #expect(fixture.service.call(Self.request("org.get", .positional([1]))).entity == "organization")
    #expect(fixture.service.call(Self.request("rpc.ping", .none)).entity == nil)
    #expect(fixture.service.call(Self.request("nothing", .none)).entity == nil)
    #expect(!fixture.service.call(Self.request("nothing", .none)).isWrite)
  }

  @Test("is prepared only where it has a secret, and a transaction where one of its calls has")
  func prepared() throws {
    let fixture = try Fixture()
    func needsPreparing(_ method: String, _ params: JSON) -> Bool {
      fixture.service.call(Self.request(method, .named(params.object ?? JSON.Object()))).needsPreparing
    }
    #expect(needsPreparing("user.set_password", ["id": 1, "password": "p"]))
    #expect(needsPreparing("node.create", ["values": ["name": "n"]]))
    #expect(!needsPreparing("user.update", ["id": 1, "values": ["firstname": "p"]]))
    let create: JSON = ["method": "user.create", "params": [["username": "u", "password": "p"]]]
    let get: JSON = ["method": "user.get", "params": [1]]
    #expect(needsPreparing("transaction.run", ["calls": [get, create]]))
    #expect(!needsPreparing("transaction.run", ["calls": [get, ["method": "no.such"]]]))
  }

  private static let column = "last_email_failed_login_sent"

  @Test("is looked up again where the layout changed before it is read")
  func readAfterChange() throws {
    var fixture = try Fixture(generation: 2)
    try fixture.call("user.create", ["values": ["username": "ada"]])
    let params = JSON.Object([.init("username", "ada"), .init("fields", [.string(Self.column)])])
    let call = fixture.service.call(Self.request("user.get", .named(params)))
    var output = JSONWriter()
    _ = fixture.reader.answer(call, &fixture.caller, into: &output)
    #expect(try JSON(parsing: output.bytes)["error"]?["data"]?["kind"] == "invalid")
    try Self.addColumn(to: fixture)
    output.removeAll()
    _ = fixture.reader.answer(call, &fixture.caller, into: &output)
    #expect(try JSON(parsing: output.bytes)["result"] == .object(JSON.Object([.init(Self.column, .null)])))
    // The next call is looked up for the new layout.
    #expect(fixture.service.call(Self.request("user.get", .named(params))).params == call.params)
    let described = try fixture.call("rpc.describe", ["entity": "user"])["entities"]?[0]?["fields"]?.array
    #expect(described?.contains { $0["name"]?.string == Self.column } == true)
  }

  @Test("is looked up again where the layout changed before it is written, once or twice")
  func writtenAfterChange() throws {
    var fixture = try Fixture(generation: 2)
    try fixture.call("user.create", ["values": ["username": "ada"]])
    let values = JSON.Object([.init(Self.column, "2026-01-01")])
    let early = try fixture.prepared("user.update", ["username": "ada", "values": .object(values)])
    #expect(throws: RPCError.self) { try fixture.call(early) }
    try Self.addColumn(to: fixture)
    #expect(try fixture.call(early)[Self.column] == "2026-01-01T00:00:00.000000Z")
    // The reader has not seen that layout yet: what was looked up for it is answered there, too.
    let late = fixture.service.call(Self.request("user.get", .positional([nil, "ada", [.string(Self.column)]])))
    var output = JSONWriter()
    _ = fixture.reader.answer(late, &fixture.caller, into: &output)
    #expect(try JSON(parsing: output.bytes)["result"]?[Self.column] == "2026-01-01T00:00:00.000000Z")
  }

  private static func addColumn(to fixture: borrowing Fixture) throws {
    try PlainSession(fixture.path).run("ALTER TABLE user ADD COLUMN \(column) DATETIME")
  }
}
