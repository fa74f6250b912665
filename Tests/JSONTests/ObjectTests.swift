import JSON
import Testing

@Suite("objects")
struct ObjectTests {
  @Test("the first name that was there before is told", arguments: [3, 8, 9, 40])
  func duplicates(count: Int) {
    let members = (0..<count).map { JSON.Member("k\($0)", .null) }
    #expect(JSON.Object(members).duplicateKey() == nil)
    #expect(JSON.Object(members + [JSON.Member("k1", 2)]).duplicateKey() == "k1")
    #expect(JSON.Object([JSON.Member("k2", 2)] + members + [JSON.Member("k0", 2)]).duplicateKey() == "k2")
    #expect(JSON.Object().duplicateKey() == nil)
  }

  @Test("names are the same if the subscript would find either")
  func equivalentNames() {
    let object = JSON.Object([JSON.Member("\u{E9}", 1), JSON.Member("e\u{301}", 2)])
    #expect(object.duplicateKey() != nil)
    #expect(object["e\u{301}"] == 1)
  }

  @Test("setting replaces, appends and removes")
  func subscripts() {
    var object = JSON.Object([JSON.Member("a", 1), JSON.Member("b", 2)])
    object["a"] = 3
    object["c"] = nil
    object["d"] = .null
    object["b"] = nil
    #expect(object == JSON.Object([JSON.Member("a", 3), JSON.Member("d", nil)]))
    #expect(JSON.object(object)["a"]?.integer == 3)
    #expect((["x", "y"] as JSON)[1] == "y")
    #expect((["x"] as JSON)[1] == nil)
  }
}
