import Admin
import JSON
import JSONRPC
import SQLite
import TestData
import Testing

/// Random changes, some of which are undone in random order, leave the database as if those had never been made, but for
/// the ids that they used.
@Suite struct UndoPropertyTests {
  private struct Change {
    let method: String
    let params: JSON
  }

  private static func change(_ number: Int, _ series: inout SeededGenerator) -> Change {
    func pick(_ range: ClosedRange<Int64>) -> JSON { .integer(Int64.random(in: range, using: &series)) }
    let organization = pick(1...6)
    let name = JSON.string("made \(number)")
    let dependents: JSON = Bool.random(using: &series) ? "delete" : "detach"
    switch Int.random(in: 0..<14, using: &series) {
    case 0: return Change(method: "organization.create", params: ["values": ["name": name]])
    case 1: return Change(method: "organization.update", params: ["id": organization, "values": ["country": name]])
    case 2: return Change(method: "organization.update", params: ["id": organization, "values": ["domain": nil]])
    case 3: return Change(method: "organization.delete", params: ["id": organization, "dependents": dependents])
    case 4:
      return Change(
        method: "user.create",
        params: ["values": ["username": name, "organization": organization, "roles": [pick(1...4)], "password": "p"]])
    case 5:
      return Change(method: "user.update", params: ["id": pick(1...12), "values": ["roles": ["add": [pick(1...4)]]]])
    case 6:
      return Change(method: "user.update", params: ["id": pick(1...12), "values": ["roles": [], "lastname": name]])
    case 7: return Change(method: "user.delete", params: ["id": pick(1...12), "dependents": "detach"])
    case 8:
      return Change(
        method: "collaboration.create",
        params: ["values": ["name": name, "organizations": [organization, pick(1...4)]]])
    case 9:
      return Change(
        method: "collaboration.update",
        params: ["id": pick(1...4), "values": ["organizations": ["remove": [organization]]]])
    case 10: return Change(method: "collaboration.delete", params: ["id": pick(1...4), "dependents": dependents])
    case 11:
      return Change(
        method: "task.create",
        params: ["values": ["name": name, "collaboration": pick(1...3), "initiator": organization, "database": "d"]])
    case 12:
      return Change(method: "task.update", params: ["id": pick(1...8), "values": ["database": name, "name": name]])
    default: return Change(method: "task.delete", params: ["id": pick(1...8), "dependents": dependents])
    }
  }

  /// The number of the change in the audit log; nil where it was refused or changed nothing.
  private static func make(_ change: Change, _ fixture: inout Fixture) throws -> JSON? {
    func newest() throws -> JSON? { try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["call"] }
    let before = try newest()
    do { try fixture.call(change.method, change.params) } catch is RPCError { return nil }
    let after = try newest()
    return after == before ? nil : after
  }

  @Test(
    "what is left is what a run without the undone changes leaves",
    arguments: [Sample.sample2, .sample4], 1...12 as ClosedRange<UInt64>)
  func withoutTheUndone(sample: Sample, seed: UInt64) throws {
    var series = SeededGenerator(seed: seed)
    let changes = (0..<14).map { Self.change($0, &series) }

    var all = try Fixture(sample)
    var made: [(place: Int, seq: JSON)] = []
    for (place, change) in changes.enumerated() {
      if let seq = try Self.make(change, &all) { made.append((place, seq)) }
    }
    var undone: Set<Int> = []
    for (place, seq) in made.shuffled(using: &series) where Bool.random(using: &series) {
      do {
        try all.call("audit.undo", ["seq": seq, "restore_secrets": true])
        undone.insert(place)
      } catch let error as RPCError {
        #expect(error.data?["kind"] == "conflict", "\(error)")
      }
    }

    var fewer = try Fixture(sample)
    // What was refused in the first run is left out: something that was undone later may have been the reason.
    for (place, _) in made {
      guard let seq = try Self.make(changes[place], &fewer) else { continue }
      // Its ids are used up all the same.
      if undone.contains(place) { try fewer.call("audit.undo", ["seq": seq, "restore_secrets": true]) }
    }
    let (one, other) = (try UndoTests.content(all.path), try UndoTests.content(fewer.path))
    for table in one.keys.sorted() { #expect(one[table] == other[table], "\(table)") }
  }
}
