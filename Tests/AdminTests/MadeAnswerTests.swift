import JSON
import TestData
import Testing

@Suite("A record that was just made")
struct MadeAnswerTests {
  private static let additions = [
    "", "CREATE TRIGGER theirs AFTER INSERT ON organization BEGIN UPDATE organization SET domain = 'theirs'; END",
    """
    ALTER TABLE organization DROP COLUMN country;
    ALTER TABLE organization ADD COLUMN country VARCHAR DEFAULT 'theirs'
    """, "ALTER TABLE organization ADD COLUMN theirs VARCHAR DEFAULT 'theirs'",
  ]

  @Test("is answered as it is stored, whatever its table adds", arguments: additions)
  func stored(addition: String) throws {
    var fixture = try Fixture(.sample4, on: .sqlite)
    if !addition.isEmpty { try PlainSession(fixture.path).script(addition) }
    for values in [["name": "made"], ["name": "1e5", "domain": "0x10", "address1": ""]] as [JSON] {
      let made = try fixture.call("organization.create", ["values": values])
      let read = try fixture.call("organization.get", ["id": made["id"] ?? .null])
      #expect(made == read)
      #expect(
        try fixture.call(
          "organization.update",
          [
            "id": made["id"] ?? .null, "values": ["zipcode": "1"],
            "if_match": made["etag"] ?? .null,
          ])["zipcode"] == "1")
    }
  }

  @Test("is answered as it is stored, of every entity", arguments: 2...5)
  func entities(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    try fixture.call("organization.create", ["values": ["name": "one"]])
    try fixture.call("collaboration.create", ["values": ["name": "two", "organizations": [1]]])
    let made: [(String, JSON)] = [
      ("organization", ["name": "three", "country": "Nederland é \u{1F600}"]), ("collaboration", ["name": "four"]),
      ("role", ["name": "five", "organization": 1]), ("user", ["username": "six", "organization": 1]),
      ("node", ["name": "seven", "organization": 1, "collaboration": 1]),
      ("task", ["name": "eight", "image": "i", "collaboration": 1, "initiator": 1]),
    ]
    for (entity, values) in made {
      var made = try fixture.call("\(entity).create", ["values": values])
      if case .object(var object) = made {
        // What only the answer of the change has.
        for name in ["api_key", "warnings"] { object[name] = nil }
        made = .object(object)
      }
      #expect(try fixture.call("\(entity).get", ["id": made["id"] ?? .null]) == made, "\(entity)")
    }
  }
}
