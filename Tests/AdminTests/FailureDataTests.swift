import Admin
import JSON
import JSONRPC
import TestData
import Testing

/// What an error says to programs, beside its words for people.
@Suite("What the data of an error says")
struct FailureDataTests {
  @Test("an entity, field, relation or method of another generation is absent, and what nobody knows is not")
  func absent() throws {
    var fixture = try Fixture(generation: 2)
    let absent: [(String, JSON)] = [
      ("rpc.describe", ["entity": "study"]), ("study.list", [:]), ("user.get", ["id": 1, "fields": ["otp_secret"]]),
      ("user.reset_two_factor", ["id": 1]),
    ]
    for (method, params) in absent { #expect(try fixture.refusal(method, params).data?["absent"] == true, "\(method)") }
    let many = try fixture.refusal("organization.list", ["fields": ["studies"]]).data
    #expect(many?["absent"] == true && many?["many"] == true)
    #expect(try fixture.refusal("user.get", ["id": 1, "fields": ["otp_secret"]]).data?["many"] == nil)
    let unknown: [(String, JSON)] = [
      ("rpc.describe", ["entity": "nothing"]), ("nothing.list", [:]), ("user.get", ["id": 1, "fields": ["nothing"]]),
      ("user.nothing", [:]),
    ]
    for (method, params) in unknown { #expect(try fixture.refusal(method, params).data?["absent"] == nil, "\(method)") }
  }

  @Test("a field that version 5 leaves to Keycloak is retired, and one that only has no place there is not")
  func retired() throws {
    var fixture = try Fixture(.sample5)
    let password = try fixture.refusal("user.get", ["id": 1, "fields": ["password"]])
    #expect(password.data?["retired"] == true && password.data?["absent"] == true)
    #expect(password.data?["hint"]?.string?.contains("kcadm.sh set-password") == true)
    let other = try fixture.refusal("task_database.list", ["fields": ["parameters"]])
    #expect(other.data?["retired"] == nil && other.data?["absent"] == true)
    var older = try Fixture(generation: 2)
    #expect(try older.refusal("user.get", ["id": 1, "fields": ["keycloak_id"]]).data?["retired"] == nil)
  }

  @Test("what was probably meant is a word of its own, the one of the sentence")
  func suggestion() throws {
    var fixture = try Fixture(.sample4)
    let calls: [(String, JSON, String)] = [
      ("user.gte", [:], "user.get"), ("rpc.describe", ["entity": "usr"], "user"),
      ("user.list", ["fields": ["usernme"]], "username"), ("user.list", ["limt": 1], "limit"),
      ("user.list", ["where": ["id": ["gtt": 1]]], "gt"),
      ("user.update", ["id": 2, "values": ["emial": "x"]], "email"),
      ("user.update", ["id": 2, "values": ["organization": "IKNLL"]], "IKNL"),
      ("user.delete", ["id": 2, "accept": ["rooot"]], "root"),
      ("user.can", ["id": 2, "resource": "nodes", "scope": "global", "operation": "view"], "node"),
    ]
    for (method, params, word) in calls {
      let refusal = try fixture.refusal(method, params)
      #expect(refusal.data?["suggestion"]?.string == word, "\(method): \(refusal)")
      #expect(refusal.message.hasSuffix(": did you mean '\(word)'?"), "\(refusal.message)")
    }
    #expect(try fixture.refusal("user.list", ["fields": ["zzzzzz"]]).data?["suggestion"] == nil)
  }

  @Test("a parameter that would let the call pass is named")
  func remedy() throws {
    var fixture = try Fixture(.sample4)
    let weak: JSON = ["id": 2, "password": "weak", "strict": true]
    #expect(try fixture.refusal("user.set_password", weak).data?["remedy"] == "strict")
    let delete = try fixture.refusal("organization.delete", ["id": 2]).data
    #expect(delete?["remedy"] == "dependents" && delete?["requires"] == nil)
    let guarded = try fixture.refusal("user.delete", ["username": "root", "dependents": "detach"]).data
    #expect(guarded?["remedy"] == "accept" && guarded?["requires"] == ["root"])
    for country in ["A", "B"] {
      try fixture.call("organization.update", ["id": 2, "values": ["country": .string(country)]])
    }
    #expect(try fixture.refusal("audit.undo", ["seq": 1]).data?["remedy"] == "cascade")
    #expect(try fixture.refusal("user.get", ["id": 99]).data?["remedy"] == nil)
  }

  @Test("the refused call of a transaction has its place, and its own words")
  func part() throws {
    var fixture = try Fixture(.sample4)
    let get: JSON = ["method": "user.get", "params": ["id": 2]]
    let wrong: JSON = ["method": "user.get", "params": ["id": 99]]
    let alone = try fixture.refusal("user.get", ["id": 99])
    let refusal = try fixture.refusal("transaction.run", ["calls": [get, wrong]])
    #expect(refusal.data?["call"] == 1 && refusal.data?["reason"]?.string == alone.message)
    #expect(refusal.message == "call 1 (user.get): \(alone.message)")
    let reference: JSON = ["method": "user.get", "params": ["id": ["$ref": "0.organization.idd"]]]
    let missing = try fixture.refusal("transaction.run", ["calls": [get, reference]]).data
    #expect(missing?["ref"] == "0.organization.idd" && missing?["missing"] == "idd" && missing?["suggestion"] == "id")
  }

  @Test("a method's errors and whether it is destructive are described, in both forms alike", arguments: [2, 3, 4, 5])
  func described(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    let described = try fixture.call("rpc.describe")["methods"]?.array ?? []
    let document = try fixture.call("rpc.discover")
    var destructive: Set<String> = []
    for method in described {
      let name = method["name"]?.string ?? ""
      let open = document["methods"]?.array?.first { $0["name"]?.string == name }
      let errors = (method["errors"]?.array ?? []).map { JSON.string("#/components/errors/\($0.string ?? "")") }
      #expect(open?["errors"] == .array(errors.map { ["$ref": $0] }), "\(name)")
      #expect(open?["x-destructive"]?.bool == method["destructive"]?.bool, "\(name)")
      if method["destructive"] == true { destructive.insert(name) }
      if method["access"] == "none" { #expect(errors.isEmpty, "\(name)") }
    }
    let changing: Set = [
      "audit.prune", "database.apply", "database.compact", "database.migrate", "database.repair", "database.restore",
      "records.update", "result.clean", "task.kill",
    ]
    #expect(destructive.filter { !$0.hasSuffix(".delete") } == changing.union(generation == 5 ? ["user.relink"] : []))
    #expect(destructive.count > 8)
    func errors(_ name: String) -> [String] {
      described.first { $0["name"]?.string == name }?["errors"]?.array?.compactMap(\.string) ?? []
    }
    #expect(errors("user.get") == ["not_found", "busy", "limit", "invalid", "ambiguous", "cancelled"])
    #expect(errors("user.list") == ["busy", "limit", "invalid", "cancelled"])
    #expect(errors("user.update").contains("conflict") && !errors("user.create").contains("conflict"))
    #expect(errors("user.create").contains("already_exists") && !errors("user.delete").contains("already_exists"))
  }
}
