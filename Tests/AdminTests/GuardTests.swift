import JSON
import JSONRPC
import TestData
import Testing

/// What harms the server beyond the record is refused, unless the call accepts it by a word.
@Suite struct GuardTests {
  /// Changes, the word that each needs, and from which generation on; nil for those that need none.
  private static let changes: [(method: String, params: JSON, word: String?, since: Int, until: Int)] = [
    ("user.delete", ["username": "root", "dependents": "detach"], "root", 2, 4),
    ("user.update", ["username": "root", "values": ["username": "boss"]], "root", 2, 4),
    ("user.update", ["username": "root", "values": ["password": nil]], "root", 2, 4),
    ("user.update", ["username": "root", "values": ["roles": []]], "root", 2, 4),
    ("user.update", ["username": "root", "values": ["roles": ["remove": ["Root"]]]], "root", 2, 4),
    ("role.update", ["name": "Root", "values": ["users": ["remove": ["root"]]]], "root", 2, 4),
    ("organization.delete", ["name": "root", "dependents": "delete"], "root", 2, 4),
    ("user.update", ["username": "root", "values": ["organization": nil]], nil, 2, 4),
    ("organization.delete", ["name": "root", "dependents": "detach"], nil, 2, 4),
    ("user.update", ["username": "root", "values": ["password": "Another-Secret-1", "firstname": "R"]], nil, 2, 4),
    ("user.update", ["username": "root", "values": ["username": "root"]], nil, 2, 4),
    ("user.update", ["username": "john", "values": ["username": "jack"]], nil, 2, 4),
    ("user.delete", ["username": "john", "dependents": "detach"], nil, 2, 4),
    ("role.delete", ["name": "Root", "dependents": "detach"], "default_role", 2, 4),
    ("role.delete", ["name": "node", "dependents": "detach"], "default_role", 2, 4),
    ("role.delete", ["name": "container", "dependents": "detach"], "default_role", 2, 4),
    ("role.delete", ["name": "Viewer", "dependents": "detach"], "default_role", 3, 4),
    ("role.delete", ["name": "Collaboration Admin", "dependents": "detach"], "default_role", 3, 4),
    ("role.delete", ["name": "custom-role", "dependents": "detach"], nil, 2, 4),
    ("role.update", ["name": "node", "values": ["name": "nodes"]], "default_role", 2, 4),
    ("role.update", ["name": "Researcher", "values": ["name": "Scientist"]], "default_role", 3, 4),
    ("role.update", ["name": "Root", "values": ["rules": ["remove": [1]]]], "default_role", 2, 4),
    ("role.update", ["name": "node", "values": ["rules": []]], "default_role", 2, 4),
    // The server adds to these two what they lack, and takes nothing away.
    ("role.update", ["name": "node", "values": ["rules": ["add": ["user:global:delete"]]]], nil, 2, 4),
    ("role.update", ["name": "Viewer", "values": ["rules": ["add": ["user:global:delete"]]]], "default_role", 4, 4),
    ("role.update", ["name": "Viewer", "values": ["rules": ["add": ["user:global:delete"]]]], nil, 3, 3),
    ("role.update", ["name": "Viewer", "values": ["description": "mine"]], "default_role", 4, 4),
    ("role.update", ["name": "Viewer", "values": ["description": "mine"]], nil, 3, 3),
    ("role.update", ["name": "custom-role", "values": ["rules": []]], nil, 2, 4),
    ("role.update", ["name": "Root", "values": ["users": ["add": ["john"], "remove": ["jane"]]]], nil, 2, 4),
  ]

  @Test("what the server depends on is changed only with the word that the refusal names", arguments: [2, 3, 4, 5])
  func words(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let start = try Dump.text(fixture.path, now: "")
    for (method, params, word, since, until) in Self.changes where (since...until).contains(generation) {
      var params = params.object ?? JSON.Object()
      // A dry run tells as well.
      params["dry_run"] = true
      guard let word else {
        _ = try fixture.call(method, .object(params))
        continue
      }
      let refusal = try fixture.refusal(method, .object(params))
      #expect(refusal.kind == "constraint" && refusal.data?["requires"] == [.string(word)], "\(method) \(params)")
      #expect(refusal.hint == "use accept '\(word)' to do it anyway")
      params["accept"] = [.string(word == "root" ? "default_role" : "root")]
      #expect(try fixture.refusal(method, .object(params)).data?["requires"] == [.string(word)])
      params["accept"] = [.string(word)]
      _ = try fixture.call(method, .object(params))
    }
    #expect(try Dump.text(fixture.path, now: "") == start)
  }

  @Test("a refusal names the record and what the server does then, and nothing is changed")
  func sentences() throws {
    var fixture = try Fixture(.sample4)
    let start = try Dump.text(fixture.path, now: "")
    try expectRefusal(
      "constraint", "user 'root'", "next start fails", "with the password 'root'", of: "user.delete",
      ["username": "root", "dependents": "detach"], on: &fixture)
    try expectRefusal(
      "constraint", "role 'node'", "with 500 until its next start", of: "role.delete",
      ["name": "node", "dependents": "detach"], on: &fixture)
    // Both at once: both words.
    let both = try fixture.refusal(
      "transaction.run",
      [
        "calls": [
          ["method": "organization.create", "params": ["values": ["name": "new"]]],
          ["method": "role.update", "params": ["name": "Root", "values": ["name": "Chef", "users": []]]],
        ]
      ])
    #expect(both.data?["requires"] == ["default_role", "root"] && both.data?["call"] == 1)
    #expect(both.hint == "use accept 'default_role' and accept 'root' to do it anyway")
    #expect(try Dump.text(fixture.path, now: "") == start)
  }

  @Test("words are accepted by a call of a transaction, by the whole of it, and no others")
  func transactions() throws {
    var fixture = try Fixture(.sample4)
    func calls(_ accept: JSON?) -> JSON {
      var params = JSON.Object([.init("name", "Viewer"), .init("dependents", "detach")])
      params["accept"] = accept
      return [
        ["method": "role.delete", "params": .object(params)],
        ["method": "role.delete", "params": ["name": "Researcher", "dependents": "detach"]],
      ]
    }
    #expect(try fixture.refusal("transaction.run", ["calls": calls(nil)]).data?["call"] == 0)
    // What one call accepts is not accepted by the next.
    #expect(try fixture.refusal("transaction.run", ["calls": calls(["default_role"])]).data?["call"] == 1)
    _ = try fixture.call("transaction.run", ["calls": calls(nil), "accept": ["default_role"], "dry_run": true])
    for (method, params) in [
      ("role.delete", ["name": "Viewer", "accept": ["default"]]), ("role.delete", ["name": "Viewer", "accept": [7]]),
      ("role.delete", ["name": "Viewer", "accept": "root"]),
      ("organization.create", ["values": ["name": "x"], "accept": [""]]),
      ("transaction.run", ["calls": calls(nil), "accept": ["Root"]]), ("audit.undo", ["accept": ["undo"]]),
      ("transaction.run", ["calls": calls(["everything"])]),
    ] as [(String, JSON)] {
      let refusal = try fixture.refusal(method, params)
      #expect(refusal.kind == "invalid_params" && refusal.message.contains("'accept'"), "\(method) \(refusal.message)")
    }
    #expect(try fixture.refusal("user.get", ["id": 1, "accept": ["root"]]).kind == "invalid_params")
  }

  @Test("an undo that would take a default role or root away needs the word, too; one that brings it back does not")
  func undo() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("user.update", ["username": "root", "values": ["username": "boss"], "accept": ["root"]])
    _ = try fixture.call("audit.undo")
    _ = try fixture.call("role.delete", ["name": "Viewer", "dependents": "detach", "accept": ["default_role"]])
    _ = try fixture.call("audit.undo")
    #expect(try fixture.call("role.get", ["name": "Viewer"])["id"] == 4)
    _ = try fixture.call("user.update", ["username": "john", "values": ["username": "jack"]])
    _ = try fixture.call("user.update", ["username": "root", "values": ["username": "chef"], "accept": ["root"]])
    _ = try fixture.call("user.update", ["username": "jack", "values": ["username": "root"]])
    let refusal = try fixture.refusal("audit.undo")
    #expect(refusal.kind == "constraint" && refusal.data?["requires"] == ["root"])
    #expect(try fixture.call("user.get", ["id": 2])["username"] == "root")
    _ = try fixture.call("audit.undo", ["accept": ["root"]])
    #expect(try fixture.call("user.get", ["id": 2])["username"] == "jack")
  }
}
