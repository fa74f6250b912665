import JSON
import JSONRPC
import TestData
import Testing

@Suite("fields of what a change answers")
struct AnsweredFieldsTests {
  /// Without what only changes answer.
  private static func record(_ answer: JSON) -> JSON {
    guard var object = answer.object else { return answer }
    for name in ["etag", "api_key", "warnings", "changes", "dry_run"] { object[name] = nil }
    return .object(object)
  }

  @Test("are those that get answers with the same fields, and the etag", arguments: [2, 3, 4, 5])
  func same(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let calls: [(method: String, entity: String, params: JSON.Object, fields: JSON)] = [
      ("organization.create", "organization", .init([.init("values", ["name": "made"])]), ["name", "users.count"]),
      (
        "organization.update", "organization", .init([.init("id", 2), .init("values", ["country": "A"])]),
        ["id", "users.username", "collaborations.organizations.name"]
      ),
      (
        "user.set_password", "user", .init([.init("id", 1), .init("password", "Visible-1!")]),
        "username,organization.name"
      ),
      ("node.reset_api_key", "node", .init([.init("id", 5)]), ["name", "organization.users.count"]),
    ]
    for call in calls where generation < 5 || call.method.hasPrefix("organization") {
      var params = call.params
      params["fields"] = call.fields
      let answer = try fixture.call(call.method, .object(params))
      #expect(answer["etag"]?.string != nil && (answer["api_key"] != nil) == (call.method == "node.reset_api_key"))
      let id = try call.params["id"] ?? fixture.call("organization.get", ["name": "made"])["id"]
      let read = try fixture.call("\(call.entity).get", ["id": id ?? .null, "fields": call.fields])
      #expect(Self.record(answer) == read, "\(call.method)")
      if answer["id"] != nil {
        let whole = try fixture.call("\(call.entity).get", ["id": id ?? .null])
        #expect(answer["etag"] == whole["etag"], "\(call.method)")
      }
    }
  }

  @Test("that are none are refused before anything is changed, alone and in a transaction")
  func refused() throws {
    var fixture = try Fixture(.sample4)
    func count() throws -> JSON? { try fixture.call("audit.list", ["count": true, "limit": 1])["total"] }
    let before = try count()
    let calls: [(String, JSON)] = [
      ("organization.create", ["values": ["name": "made"], "fields": ["nmae"]]),
      ("organization.create", ["values": ["name": "made"], "fields": []]),
      ("organization.create", ["values": ["name": "IKNL"], "if_not_exists": true, "fields": ["nmae"]]),
      ("organization.update", ["id": 1, "values": ["country": "Z"], "fields": ["name", "users.password"]]),
      ("user.unblock", ["id": 1, "fields": 1]), ("user.reset_two_factor", ["id": 1, "fields": ["x"]]),
      ("user.set_password", ["id": 1, "password": "Visible-1!", "fields": ["x"]]),
      ("node.reset_api_key", ["id": 5, "fields": ["api_key"]]),
    ]
    for (method, params) in calls {
      #expect(try fixture.refusal(method, params).kind == "invalid", "\(method) \(params)")
      let whole: JSON = [
        "calls": [
          ["method": "organization.create", "params": ["values": ["name": "first"]]],
          ["method": .string(method), "params": params],
        ]
      ]
      let refusal = try fixture.refusal("transaction.run", whole)
      #expect(refusal.kind == "invalid" && refusal.message.hasPrefix("call 1 ("), "\(refusal.message)")
    }
    #expect(try count() == before)
    #expect(try fixture.refusal("organization.get", ["name": "first"]).kind == "not_found")
  }

  @Test("are for the calls of a transaction as well, whose later calls may refer to them")
  func transaction() throws {
    var fixture = try Fixture(.sample4)
    let answer = try fixture.call(
      "transaction.run",
      [
        "calls": [
          ["method": "organization.create", "params": ["values": ["name": "first"], "fields": ["id", "name"]]],
          [
            "method": "user.create",
            "params": [
              "values": ["username": "u", "organization": ["$ref": "0.id"]], "fields": ["organization.name"],
            ],
          ],
        ]
      ])
    #expect(answer["results"]?[0]?["name"] == "first" && answer["results"]?[0]?["domain"] == nil)
    #expect(answer["results"]?[1]?["organization"] == ["name": "first"])
  }

  @Test("of a dry run show what would be, and no key is shown that no node gets")
  func dryRuns() throws {
    var fixture = try Fixture(.sample4)
    let update = try fixture.call(
      "organization.update", ["id": 1, "values": ["country": "Q"], "fields": ["country"], "dry_run": true])
    #expect(update["country"] == "Q" && update["changes"]?.array?.count == 1 && update["dry_run"] == true)
    let values: JSON = ["name": "n", "organization": 1, "collaboration": 1]
    let create: JSON = ["values": values]
    let calls: [JSON] = [
      ["method": "node.create", "params": create], ["method": "node.reset_api_key", "params": ["id": 5]],
    ]
    for (method, params) in [
      ("node.create", ["values": values, "dry_run": true] as JSON), ("node.reset_api_key", ["id": 5, "dry_run": true]),
      ("transaction.run", ["calls": .array(calls), "dry_run": true]),
    ] {
      let answer = try fixture.call(method, params)
      #expect(answer["dry_run"] == true, "\(answer)")
      let text = answer.description
      #expect(!text.contains(#/[0-9a-f]{8}-[0-9a-f]{4}-/#) && !text.contains("hash of"), "\(text)")
    }
    let done = try fixture.call("transaction.run", ["calls": .array(calls)])
    #expect(done["results"]?[0]?["api_key"]?.string != nil && done["results"]?[1]?["api_key"]?.string != nil)
  }
}
