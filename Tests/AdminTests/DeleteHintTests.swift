import JSON
import JSONRPC
import TestData
import Testing

@Suite("the hint of a delete that is refused")
struct DeleteHintTests {
  @Test("says of each record what 'delete' would do to what refers to it", arguments: [2, 3, 4, 5])
  func truth(generation: Int) throws {
    var fixture = try Fixture(.of(generation: generation))
    var kinds: Set<String> = []
    for entity in ["organization", "user", "role", "collaboration", "node", "task", "study"] {
      guard let page = try? fixture.call("\(entity).list", ["fields": ["id"], "limit": 1_000]) else { continue }
      for id in (page["items"]?.array ?? []).compactMap({ $0["id"] }) {
        let refusal: RPCError
        do {
          try fixture.call("\(entity).delete", ["id": id, "dry_run": true, "accept": .everything])
          continue
        } catch let error as RPCError { refusal = error }
        let hint = refusal.data?["hint"]?.string ?? ""
        let done = try fixture.call(
          "\(entity).delete", ["id": id, "dependents": "delete", "dry_run": true, "accept": .everything])
        func ids(_ action: String, _ kind: String) -> Set<JSON> {
          Set(done[action]?.array?.first { $0["entity"]?.string == kind }?["ids"]?.array ?? [])
        }
        for group in refusal.data?["dependents"]?.array ?? [] {
          let kind = group["entity"]?.string ?? ""
          let all = Set(group["ids"]?.array ?? [])
          let deleted = kind == entity ? ids("deleted", kind).subtracting([id]) : ids("deleted", kind)
          if hint.hasSuffix("none of them is deleted") {
            kinds.insert("none")
            #expect(deleted.isDisjoint(with: all), "\(entity) \(id): \(hint)")
          } else if hint.hasSuffix("'delete' to delete them too") {
            kinds.insert("all")
            #expect(all.isSubset(of: deleted), "\(entity) \(id): \(hint)")
          } else {
            kinds.insert("some")
            let parts = hint.split(separator: " too, and unlink ")
            #expect(parts.count == 2, "\(hint)")
            let words = kind.replacing("_", with: " ").dropLast()
            #expect(hint.contains(" \(words)"), "\(entity) \(id): '\(kind)' is missing in: \(hint)")
            if parts.last?.contains(" \(words)") != true {
              #expect(all.isSubset(of: deleted), "\(entity) \(id): \(hint)")
            }
            if parts.first?.contains(" \(words)") != true {
              #expect(!all.isSubset(of: deleted), "\(entity) \(id): '\(kind)' is deleted: \(hint)")
            }
          }
        }
      }
    }
    #expect(kinds.isSuperset(of: ["none", "some"]), "\(kinds)")
  }

  @Test("tells that the tasks of a user are unlinked, whichever is said")
  func user() throws {
    var fixture = try Fixture(.sample4)
    let refusal = try fixture.refusal("user.delete", ["username": "john"])
    #expect(refusal.hint == "use dependents 'detach' to unlink them: none of them is deleted")
    let done = try fixture.call("user.delete", ["username": "john", "dependents": "delete", "dry_run": true])
    #expect(done["deleted"]?.array?.count == 1 && done["detached"]?[0]?["entity"] == "task")
  }
}
