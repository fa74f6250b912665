import Admin
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct TransactionTests {
  private static let calls: JSON = [
    ["method": "organization.create", "params": ["values": ["name": "A"]]],
    [
      "method": "user.create",
      "params": ["values": ["username": "u", "password": "p", "organization": ["$ref": "0.id"]]],
    ],
    ["method": "user.get", "params": ["id": ["$ref": "1.id"], "fields": ["organization.name"]]],
  ]

  @Test("a later call uses an earlier answer, and all belong to one transaction", arguments: [2, 3, 4, 5])
  func references(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    var calls = Self.calls.array ?? []
    if generation == 5 {
      calls[1] = [
        "method": "user.create", "params": ["values": ["username": "u", "organization": ["$ref": "0.id"]]],
      ]
    }
    let results = try fixture.call("transaction.run", ["calls": .array(calls)])["results"]
    #expect(results?[2] == ["organization": ["name": "A"]])
    let log = try fixture.call("audit.list", ["order": ["seq"]])["items"]?.array ?? []
    #expect(log.map { $0["method"] } == ["organization.create", "user.create"])
    #expect(log.map { $0["transaction"] } == [1, 1])
    #expect(log.map { $0["call"] } == [1, 2])
  }

  @Test("a call that fails takes all others with it, and the error names it")
  func atomicity() throws {
    var fixture = try Fixture()
    let calls = (Self.calls.array ?? []) + [["method": "role.create", "params": ["values": ["nme": "x"]]]]
    let refusal = try fixture.refusal("transaction.run", ["calls": .array(calls)])
    #expect(refusal.message == "call 3 (role.create): unknown field 'nme' of role: did you mean 'name'?")
    #expect(refusal.data?["call"] == 3)
    #expect(try fixture.call("organization.list", ["count": true])["total"] == 0)
    #expect(try fixture.call("audit.list")["items"] == [])
  }

  @Test("a dry run shows everything, and keeps nothing")
  func dryRun() throws {
    var fixture = try Fixture()
    let answer = try fixture.call("transaction.run", ["calls": Self.calls, "dry_run": true])
    #expect(answer["dry_run"] == true)
    #expect(answer["changes"]?.array?.map { $0["entity"] } == ["organization", "user"])
    #expect(answer["changes"]?[1]?["after"]?["password"] == "****")
    #expect(try fixture.call("organization.list", ["count": true])["total"] == 0)
  }

  @Test(
    "what is no transaction is refused",
    arguments: [
      [:], ["calls": []], ["calls": ["x"]], ["calls": [["method": 1]]], ["calls": [["method": "rpc.ping"]]],
      ["calls": [["method": "transaction.run", "params": ["calls": []]]]],
      ["calls": [["method": "user.get", "params": ["id": ["$ref": "0.id"]]]]],
      ["calls": [["method": "user.get", "params": ["id": ["$ref": "x"]]]]],
      ["calls": [["method": "organization.create", "params": ["values": ["name": "A"], "dry_run": true]]]],
      ["calls": [["method": "user.nothing"]]],
    ] as [JSON])
  func refusals(params: JSON) throws {
    var fixture = try Fixture()
    #expect(try fixture.refusal("transaction.run", params).code != 0)
    #expect(try fixture.call("organization.list", ["count": true])["total"] == 0)
  }
}
