import JSON
import TestData
import Testing

@Suite("Etags of whole records")
struct WholeEtagTests {
  @Test(
    "the etag beside all fields is the one that is read alone, and that a change compares",
    arguments: [
      Sample.sample4, .damaged,
    ])
  func alone(sample: Sample) throws {
    var fixture = try Fixture(sample, on: .sqlite)
    for entity in ["organization", "user", "role", "collaboration", "node", "task"] {
      let items = try fixture.call("\(entity).list", ["fields": ["id"], "limit": 50])["items"]?.array ?? []
      #expect(!items.isEmpty)
      for item in items {
        let id = item["id"] ?? .null
        let whole = try fixture.call("\(entity).get", ["id": id])["etag"]
        let alone = try fixture.call("\(entity).get", ["id": id, "fields": ["etag"]])["etag"]
        #expect(whole != nil && whole == alone, "\(entity) \(id)")
      }
    }
  }
}
