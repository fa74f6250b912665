import JSON
import Testing

@Suite struct JSONTests {
  @Test("setting a member replaces, appends or removes it")
  func members() {
    var object = JSON.Object([.init("a", 1)])
    object["a"] = 2
    object["b"] = 3
    #expect(JSON.object(object) == ["a": 2, "b": 3])
    object["a"] = nil
    #expect(JSON.object(object) == ["b": 3])
  }
}
