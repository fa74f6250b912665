import Engine
import JSON
import JSONRPC
import Store
import TestData
import Testing

@Suite struct ValuesTests {
  private static let wrong: [(String, JSON, [String])] = [
    // Every kind.
    ("organization", ["name": 3], ["'name'", "text", "3"]), ("organization", ["name": true], ["text"]),
    ("organization", ["name": ["x"]], ["text", "a list"]), ("organization", ["name": ["a": 1]], ["an object"]),
    ("collaboration", ["name": "c", "encrypted": 1], ["true or false"]),
    ("collaboration", ["name": "c", "encrypted": "yes"], ["true or false"]),
    ("task", ["collaboration": 1, "run_id": "7"], ["whole number"]),
    ("task", ["collaboration": 1, "run_id": .number(7.5)], ["whole number"]),
    ("task", ["collaboration": 1, "run_id": .number(1e30)], ["whole number"]),
    ("result", ["task": 1, "organization": 1, "started_at": 5], ["a moment"]),
    ("result", ["task": 1, "organization": 1, "started_at": "now"], ["a moment", "'now'"]),
    ("result", ["task": 1, "organization": 1, "started_at": "2024-02-30T00:00:00Z"], ["a moment"]),
    ("result", ["task": 1, "organization": 1, "started_at": "2024-01-01T25:00:00Z"], ["a moment"]),
    ("result", ["task": 1, "organization": 1, "started_at": "9999-12-31T23:59:59-01:00"], ["a moment"]),
    ("organization", ["name": "x", "public_key": 1], ["a PEM public key"]),
    // Required.
    ("organization", [:], ["needs 'name'"]), ("organization", ["name": nil], ["'name'", "null"]),
    ("user", ["firstname": "x"], ["needs 'username'"]), ("task", ["name": "x"], ["needs 'collaboration'"]),
    ("task", ["collaboration": nil], ["'collaboration'", "null"]), ("result", [:], ["'task', 'organization'"]),
    ("node_config", ["node": 5], ["'key'"]),
    // Names that look like ids, or like nothing.
    ("organization", ["name": "12"], ["looks like an id"]), ("organization", ["name": "-12"], ["looks like an id"]),
    ("organization", ["name": "+3"], ["looks like an id"]), ("organization", ["name": "0012"], ["looks like an id"]),
    ("organization", ["name": "99999999999999999999999"], ["looks like an id"]),
    ("organization", ["name": "１２"], ["looks like an id"]),
    ("organization", ["name": ""], ["empty"]), ("organization", ["name": " \t"], ["empty"]),
    ("user", ["username": "7"], ["looks like an id"]),
    ("node", ["name": "7", "organization": 1], ["looks like an id"]),
    ("collaboration", ["name": "7"], ["looks like an id"]), ("role", ["name": "7"], ["looks like an id"]),
    ("study", ["name": "7", "collaboration": 1], ["looks like an id"]),
    // Text that cannot be kept.
    ("organization", ["name": "a\0b"], ["NUL"]), ("organization", ["name": "x", "country": "a\0"], ["NUL"]),
    ("user", ["username": "x", "password": "a\0b"], ["NUL"]), ("user", ["username": "x", "password": ""], ["empty"]),
    ("node", ["name": "n", "organization": 1, "api_key": ""], ["empty"]),
    ("user", ["username": "x", "password": 5], ["text"]),
    // Names of fields.
    ("organization", ["name": "x", "nmae": "y"], ["'nmae'", "did you mean 'name'"]),
    ("organization", ["name": "x", "id": 9], ["'id' cannot be set"]),
    ("task", ["collaboration": 1, "job_id": 1, "run_id": 1], ["'run_id' is given twice"]),
    ("task", ["collaboration": 1, "init_org": 1, "initiator": 1], ["'initiator' is given twice"]),
    ("task", ["collaboration": 1, "status": "completed"], ["'status'", "derived"]),
    ("task", ["collaboration": 1, "complete": true], ["derived"]),
    ("task", ["collaboration": 1, "results": []], ["'results'", "set 'task'"]),
    ("organization", ["name": "x", "users": [1]], ["'users'"]),
    ("organization", ["name": "x", "organization.name": "y"], ["unknown field"]),
    ("organization", ["name": "x", "": 1], ["''"]),
    ("organization", ["name": "x", "domain\" = 'y' --": 1], ["unknown field"]),
    ("organization", ["name": "x", "etag": "y"], ["'etag'"]),
    // No object at all.
    ("organization", [], ["'values'"]), ("organization", "name=x", ["'values'"]), ("organization", 1, ["'values'"]),
  ]

  @Test("a wrong value is refused in words, and nothing is written")
  func refusals() throws {
    var fixture = try Fixture(.sample4)
    let before = try Dump.text(fixture.path, now: "")
    for (entity, values, words) in Self.wrong {
      let refusal = try fixture.refusal("\(entity).create", ["values": values])
      #expect(refusal.kind == "invalid", "\(entity) \(values): \(refusal.message)")
      for word in words { #expect(refusal.message.contains(word), "\(entity) \(values): \(refusal.message)") }
      #expect(refusal.message.first?.isUppercase == false && refusal.message.last != ".", "\(refusal.message)")
      // The same, changing a record; what is missing may be missing there.
      guard values.object?.members.isEmpty == false, !refusal.message.contains("needs") else { continue }
      let update = try fixture.refusal("\(entity).update", ["id": entity == "node" ? 5 : 1, "values": values])
      #expect(update.kind == "invalid" && update.message == refusal.message, "\(entity) \(values): \(update.message)")
    }
    #expect(try Dump.text(fixture.path, now: "") == before)
    #expect(
      try PlainSession(fixture.path).value("SELECT count(*) FROM vantage6_admin_audit")
        == .integer(0))
  }

  @Test("a secret is never repeated in a refusal")
  func secrets() throws {
    var fixture = try Fixture(.sample4)
    for value in ["hunter2\0", ["hunter2"], ["hunter2": "hunter2"]] as [JSON] {
      for field in ["password", "otp_secret"] {
        let values: JSON = .object(.init([.init("username", "x"), .init(field, value)]))
        let refusal = try fixture.refusal("user.create", ["values": values])
        #expect(!"\(refusal)".contains("hunter2"), "\(refusal)")
      }
    }
    let made = try fixture.call(
      "user.create", ["values": ["username": "x", "password": "hunter2", "otp_secret": "ABC"]])
    #expect(!made.description.contains("hunter2") && made["password"] == nil && made["otp_secret"] == nil)
    let audit = try PlainSession(fixture.path).rows("SELECT * FROM vantage6_admin_audit")
    #expect(!"\(audit)".contains("'hunter2'"))
  }

  private static let ofNode = "9b1c0000-0000-4000-8000-000000000000"

  @Test("no two records share what is unique, whatever the file's own constraints say", arguments: [2, 3, 4, 5])
  func uniqueness(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    let taken: [(String, JSON, String)] = [
      ("organization", ["name": "IKNL"], "'IKNL'"), ("collaboration", ["name": "ZEPPELIN"], "'ZEPPELIN'"),
      ("user", ["username": "john"], "'john'"),
      generation == 5
        ? ("user", ["username": "new", "keycloak_id": .string(Self.ofNode)], "node with keycloak_id '\(Self.ofNode)'")
        : ("user", ["username": "new", "email": "john@iknl.nl"], "email 'john@iknl.nl'"),
      generation == 5
        ? ("node", ["name": "IKNL-PIPELINE-node", "organization": 1], "'IKNL-PIPELINE-node'")
        : ("node", ["name": "IKNL - PIPELINE Node", "organization": 1], "'IKNL - PIPELINE Node'"),
    ]
    for (entity, values, word) in taken {
      try expectRefusal("already_exists", word, of: "\(entity).create", ["values": values], on: &fixture)
    }
    try expectRefusal(
      "already_exists", "'root'", of: "organization.update", ["id": 2, "values": ["name": "root"]], on: &fixture)
    // Its own name is no other's; null is no value.
    _ = try fixture.call("organization.update", ["id": 2, "values": ["name": "IKNL"]])
    for name in ["n1", "n2"] {
      _ = try fixture.call(
        "user.create", ["values": ["username": .string(name), generation == 5 ? "keycloak_id" : "email": nil]])
    }
  }

  @Test("moments are stored in UTC with six digits, whatever they were written as")
  func moments() throws {
    var fixture = try Fixture(.sample4)
    let given = [
      ("2024-05-06", "2024-05-06 00:00:00.000000"), ("2024-05-06T07:08:09Z", "2024-05-06 07:08:09.000000"),
      ("2024-05-06T07:08:09.1+02:00", "2024-05-06 05:08:09.100000"),
      ("2024-05-06 07:08:09.123456", "2024-05-06 07:08:09.123456"),
      ("2024-12-31T23:30:00-01:00", "2025-01-01 00:30:00.000000"),
      ("2024-02-29T12:00:00.1234569Z", "2024-02-29 12:00:00.123456"),
      ("0001-01-01T00:00:00Z", "0001-01-01 00:00:00.000000"),
    ]
    for (text, stored) in given {
      let shown = try fixture.call("result.update", ["id": 1, "values": ["started_at": .string(text)]])["started_at"]
      #expect(try PlainFile(fixture.path).row("run", 1)?["started_at"] == .text(stored), "\(text)")
      #expect(shown?.string == stored.replacing(" ", with: "T") + "Z")
    }
  }

  @Test("text of any kind is stored and shown exactly")
  func texts() throws {
    var fixture = try Fixture(generation: 4)
    for text in [
      "", " ", "it's", "\"quoted\"", "line\nline\r\n", "é", "e\u{301}", "🏥", "\u{1}\u{7f}", "%_", "\u{feff}x",
      "\u{202e}x", String(repeating: "ä", count: 100_000),
    ] {
      let made = try fixture.call(
        "organization.update",
        [
          "id": try fixture.call(
            "organization.create", ["values": ["name": "o", "domain": "x"], "if_not_exists": true])["id"] ?? .null,
          "values": ["domain": .string(text)],
        ])
      // Compared by bytes: Swift takes canonically equivalent texts for equal.
      #expect(made["domain"]?.string.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test("a number that no record may have is refused before it spoils the sequence")
  func numbers() throws {
    var fixture = try Fixture(.sample4)
    for number in [Int64.max, .min, -1, 0] {
      try expectRefusal(
        "invalid", "'run_id'", of: "task.create", ["values": ["collaboration": 1, "run_id": .integer(number)]],
        on: &fixture)
    }
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1]])["run_id"] == 5)
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1, "run_id": 70]])["run_id"] == 70)
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1, "run_id": 3]])["run_id"] == 3)
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1]])["run_id"] == 71)
  }

  @Test("fields of other generations are refused with a hint", arguments: [2, 3])
  func absent(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    _ = try fixture.call("collaboration.create", ["values": ["name": "c"]])
    let refusal = try fixture.refusal("task.create", ["values": ["collaboration": 1, "study": 1]])
    #expect(refusal.kind == "invalid" && refusal.hint?.contains("no 'study'") == true)
    #expect(try fixture.refusal("study.create", ["values": ["name": "x"]]).hint == "this database has no studies")
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1, "job_id": 9]])["run_id"] == 9)
  }
}
