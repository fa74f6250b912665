import Admin
import Adoption
import JSON
import JSONRPC
import TestData
import TestProduct
import Testing

/// A new entity is one file and one line: everything else follows from its value. The entity here is in no vantage6.
@Suite("An entity more") struct NewEntityTests {
  @Test("the five methods know it, by its id and by its name")
  func methods() throws {
    var fixture = try Fixture(of: .withLicence)
    try fixture.call("organization.create", ["values": ["name": "Alpha"]])
    let made = try fixture.call(
      "licence.create", ["values": ["name": "Small", "ends_at": "2027-01-01", "holder": "Alpha"]])
    #expect(made["id"] == 1 && made["seats"] == 1)
    #expect(made["ends_at"] == "2027-01-01T00:00:00.000000Z")
    try fixture.call("licence.create", ["values": ["name": "Large", "seats": 90]])
    let few = try fixture.call("licence.list", ["where": ["seats": ["lt": 50], "holder.name": "Alpha"]])
    #expect(few["items"]?.array?.compactMap { $0["name"] } == ["Small"])
    #expect(try fixture.call("permit.get", ["name": "Small"])["holder"] == ["id": 1, "name": "Alpha"])
    #expect(
      try fixture.call("organization.get", ["id": 1, "fields": "licences"])["licences"] == [["id": 1, "name": "Small"]])
    let update: JSON = ["name": "Small", "values": ["seats": 7], "if_match": made["etag"] ?? .null]
    #expect(try fixture.call("licence.update", update)["seats"] == 7)
    #expect(try fixture.refusal("licence.update", update).kind == "conflict")
    #expect(try fixture.refusal("organization.delete", ["id": 1]).kind == "constraint")
    #expect(try fixture.refusal("licence.create", ["values": ["name": "Small"]]).kind == "already_exists")
    #expect(try fixture.refusal("licence.create", ["values": ["name": "x", "holder": "Beta"]]).kind == "invalid")
    try fixture.call("licence.delete", ["name": "Small"])
    #expect(try fixture.call("licence.list", ["count": true])["total"] == 1)
  }

  @Test("its changes are in the audit log, can be undone and be watched")
  func audit() throws {
    var fixture = try Fixture(of: .withLicence)
    try fixture.call("licence.create", ["values": ["name": "Small"]])
    try fixture.call("licence.update", ["id": 1, "values": ["seats": 2]])
    let log =
      try fixture.call("audit.list", ["where": ["entity": "permit"], "order": ["seq"]])["items"]?.array ?? []
    #expect(log.map { $0["method"] } == ["licence.create", "licence.update"])
    #expect(log.allSatisfy { $0["entity"] == "licence" && $0["id"] == 1 && $0["name"] == "Small" })
    #expect(log.last?["before"] == ["seats": 1] && log.last?["after"] == ["seats": 2])
    try fixture.call("audit.undo", ["seq": 2])
    #expect(try fixture.call("licence.get", ["id": 1])["seats"] == 1)
    try fixture.call("audit.undo", ["seq": 1, "cascade": true])
    #expect(try fixture.refusal("licence.get", ["id": 1]).kind == "not_found")
    // The number of a licence that is gone is given to no other one.
    #expect(try fixture.call("licence.create", ["values": ["name": "Small"]])["id"] == 2)
    try fixture.call("watch.start", ["entities": ["licence"]])
    #expect(fixture.caller.subscription?.entities == ["licence"])
  }

  @Test("the description and the OpenRPC document have it, with its help")
  func described() throws {
    var contract = try Contract(of: .withLicence)
    let names = ["list", "get", "create", "update", "put", "delete"].map { "licence.\($0)" }
    #expect(contract.methodNames.isSuperset(of: names))
    let described = try contract.call("rpc.describe", ["entity": "permit"])
    #expect(described["methods"]?.array?.compactMap { $0["name"]?.string } == names)
    let entity = try #require(described["entities"]?[0])
    #expect(entity["name"] == "licence" && entity["help"] == "What an organization may compute, and how long.")
    #expect(entity["fields"]?.array?.compactMap { $0["name"] } == ["name", "seats", "ends_at"])
    #expect(entity["relations"]?[0]?["name"] == "holder")
    let schema = contract.document["components"]?["schemas"]?["licence"]
    #expect(schema?["properties"]?["ends_at"]?["description"] == "When it ends.")
    // The contract's call holds each answer to the schema.
    try contract.call("licence.create", ["values": ["name": "Small"]])
    try contract.call("licence.get", ["name": "Small"])
    try contract.call("licence.list", ["count": true])
  }

  @Test("a file without its table is told so")
  func absent() throws {
    var fixture = try Fixture(.sample4, of: .withLicence)
    let refusal = try fixture.refusal("licence.list")
    #expect(refusal.message == "entity 'licence' is not in this database")
    #expect(refusal.data?["absent"] == true && refusal.data?["hint"] == "this database has no licences")
    #expect(try fixture.refusal("licenc.list").kind == "unknown_method")
    #expect(try fixture.call("organization.list", ["limit": 1])["items"]?.array?.count == 1)
  }
}
