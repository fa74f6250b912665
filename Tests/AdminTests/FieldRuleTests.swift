import JSON
import JSONRPC
import TestData
import Testing

/// Values that the server's API or its login does not take.
@Suite struct FieldRuleTests {
  private enum Verdict: Equatable { case good, warned, refused }

  private static func verdict(
    _ entity: String, _ values: JSON, on fixture: inout Fixture
  ) throws -> Verdict {
    do {
      let answer = try fixture.call("\(entity).create", ["values": values, "dry_run": true])
      let hint = { (text: String) in text.contains("has almost no") || text.contains("without a collaboration") }
      let warnings = (answer["warnings"]?.array ?? []).compactMap(\.string).filter { !hint($0) }
      return warnings.isEmpty ? .good : .warned
    } catch let error as RPCError {
      #expect(error.kind == "invalid", "\(error.message)")
      return .refused
    }
  }

  /// A value, and what becomes of it in 2.x, 3.x and 4.x.
  private static func check(
    _ entity: String, _ field: String, beside others: JSON, _ cases: [(JSON, [Verdict])]
  ) throws {
    for (place, generation) in [2, 3, 4].enumerated() {
      var fixture = try Fixture(.of(generation: generation))
      guard let described = try? fixture.call("rpc.describe", ["entity": .string(entity)]),
        described["entities"]?[0]?["fields"]?.array?.contains(where: { $0["name"] == .string(field) }) == true
      else { continue }
      for (value, verdicts) in cases {
        var values = others.object ?? JSON.Object()
        values[field] = value
        let verdict = try verdict(entity, .object(values), on: &fixture)
        let expected = verdicts.count == 1 ? verdicts[0] : verdicts[place]
        #expect(verdict == expected, "\(generation).x \(entity).\(field) \(value.description.prefix(60))")
      }
    }
  }

  private static func long(_ count: Int) -> JSON { .string(String(repeating: "é", count: count)) }

  @Test("user names: what the login and the API of each generation take")
  func usernames() throws {
    let good: [JSON] = ["abc", "ABC", "a.b-c_d", "jane2"]
    let odd: [JSON] = ["ab", "1abc", "_abc", "a b", "a@b.nl", "jané", "a:b"]
    try Self.check(
      "user", "username", beside: ["organization": 2],
      good.map { ($0, [.good]) } + odd.map { ($0, [.good, .good, .warned]) } + [
        (" abc", [.warned]), ("abc\u{a0}", [.warned]), ("a\u{200b}bc", [.warned]), ("a\tbc", [.warned]),
        (.string(String(repeating: "u", count: 128)), [.good]),
        (.string(String(repeating: "u", count: 129)), [.good, .good, .refused]), ("", [.refused]), ("123", [.refused]),
        ("a\0b", [.refused]),
      ])
  }

  @Test("passwords that the login never takes are refused")
  func passwords() throws {
    let strong = "Aa1!" + String(repeating: "x", count: 124)
    try Self.check(
      "user", "password", beside: ["username": "new", "organization": 2],
      [
        ("Secret-1!", [.good]), ("weak", [.warned]), (.string(strong), [.warned]),
        (.string(strong + "x"), [.warned, .warned, .refused]), ("", [.refused]), ("Secret\0-1!", [.refused]),
      ])
    var fixture = try Fixture(.sample4)
    try expectRefusal(
      "invalid", "the password has more than 128 characters", of: "user.set_password",
      ["id": 2, "password": .string(strong + "x")], on: &fixture)
    let refusal = try fixture.refusal("user.set_password", ["id": 2, "password": .string(strong + "x")])
    #expect(!refusal.message.contains("xxx"))
  }

  @Test("names: blanks around them, too long ones, and what cannot be seen")
  func names() throws {
    for (entity, others) in [
      ("organization", [:]), ("collaboration", [:]), ("study", ["collaboration": 1]), ("node", ["organization": 2]),
    ] as [(String, JSON)] {
      try Self.check(
        entity, "name", beside: others,
        [
          ("new", [.good]), ("Ünal Ärzte", [.good]), ("👩‍⚕️ care", [.good]), (" lead", [.warned]), ("trail ", [.warned]),
          ("\u{3000}x", [.warned]), ("a\u{feff}b", [.warned]), ("a\nb", [.warned]), (Self.long(128), [.good]),
          (Self.long(129), [.good, .good, .warned]), ("", [.refused]), (" ", [.refused]), ("12", [.refused]),
        ])
    }
    // The API of 4.x takes any length here.
    try Self.check("role", "name", beside: [:], [("r", [.good]), (Self.long(129), [.good]), (" r", [.warned])])
    try Self.check(
      "organization", "domain", beside: ["name": "o"],
      [("iknl.nl", [.good]), (Self.long(128), [.good]), (Self.long(129), [.good, .good, .warned])])
    try Self.check(
      "role", "description", beside: ["name": "r"],
      [(Self.long(1_024), [.good]), (Self.long(1_025), [.good, .good, .warned])])
  }

  @Test("look-alike names: composed, decomposed, and with blanks around")
  func lookAlikes() throws {
    var fixture = try Fixture(.sample4)
    _ = try fixture.call("organization.create", ["values": ["name": "Zürich"]])
    func warnings(_ method: String, _ params: JSON) throws -> [String] {
      try fixture.call(method, params)["warnings"]?.array?.compactMap(\.string) ?? []
    }
    let decomposed = try warnings("organization.create", ["values": ["name": "Zu\u{308}rich"]])
    #expect(decomposed.count == 1 && decomposed[0].contains("looks like that of organization 5"))
    #expect(
      try fixture.refusal("organization.create", ["values": ["name": "Zu\u{308}rich "], "strict": true]).message
        .contains("looks like"))
    #expect(try warnings("organization.create", ["values": ["name": "IKNL "]]).count == 2)
    #expect(try warnings("organization.create", ["values": ["name": "Zurich"]]).isEmpty)
    // A record does not look like itself.
    #expect(try warnings("organization.update", ["id": 5, "values": ["name": "Zürich"]]).count == 1)
    #expect(try warnings("organization.update", ["id": 4, "values": ["name": "Zoe\u{308} Örg 🏢"]]).isEmpty)
  }

  @Test("mail addresses, as the server's own check takes them")
  func mail() throws {
    let good = [
      "x@y.nl", "x@localhost", "x@ÿ.nl", "é@y.nl", "x@[1.2.3.4]", "o'x+1@y.nl", "a.b@c.example.org", "X@Y.NL",
    ]
    let bad = [
      "x", "x@y", "a b@c.nl", "x@y.", "", "@y.nl", "x@y..nl", "\"a b\"@c.nl", "Jan <x@y.nl>", " x@z.nl", "x@1.2.3.4",
      "a@b@c.nl", "x@y_z.nl", "x@-y.nl", ".x@y.nl", "x.@y.nl", "x@[1.2.3]",
    ]
    try Self.check(
      "user", "email", beside: ["username": "new", "organization": 2],
      good.map { (.string($0), [.good]) } + bad.map { (.string($0), [.warned]) })
  }

  @Test("addresses, states and ports that are none")
  func others() throws {
    let node: JSON = ["name": "n", "organization": 2]
    try Self.check(
      "node", "ip", beside: node,
      [
        ("10.0.0.7", [.good]), ("2001:db8::1", [.good]), ("999.1", [.warned]), ("1.2.3.4.5", [.warned]),
        ("localhost", [.warned]), ("", [.warned]),
      ])
    try Self.check(
      "node", "status", beside: node, [("online", [.good]), ("offline", [.good]), ("banana", [.warned])])
    try Self.check(
      "result", "status", beside: ["task": 1, "organization": 2],
      [
        ("pending", [.good]), ("killed by user", [.good]), ("non-existing Docker image", [.good]),
        ("banana", [.warned]),
      ])
    try Self.check(
      "algorithm_port", "port", beside: ["result": 1],
      [(1, [.good]), (65_535, [.good]), (0, [.warned]), (-1, [.warned]), (65_536, [.warned])])
  }
}
