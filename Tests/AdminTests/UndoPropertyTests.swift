import Admin
import Engine
import Glibc
import JSON
import JSONRPC
import TestData
import Testing

/// Random changes, some of which are undone in random order, leave the database as if those had never been made, but for
/// the ids that they used.
@Suite struct UndoPropertyTests {
  struct Change {
    let method: String
    let params: JSON
  }

  static func change(_ number: Int, _ series: inout SeededGenerator) -> Change {
    func pick(_ range: ClosedRange<Int64>) -> JSON { .integer(Int64.random(in: range, using: &series)) }
    let organization = pick(1...6)
    let name = JSON.string("made \(number)")
    let dependents: JSON = Bool.random(using: &series) ? "delete" : "detach"
    switch Int.random(in: 0..<24, using: &series) {
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
    case 13: return Change(method: "task.delete", params: ["id": pick(1...8), "dependents": dependents])
    default: return other(number, &series, name, organization, dependents)
    }
  }

  /// A key of its own for each name.
  private static func key(_ name: JSON) -> JSON {
    let digits = (name.string ?? "").utf8.map { String($0 % 16, radix: 16) }.joined()
    return .string("0000000000000000000000000000000\(digits)".suffix(32).description)
  }

  private static func other(
    _ number: Int, _ series: inout SeededGenerator, _ name: JSON, _ organization: JSON, _ dependents: JSON
  ) -> Change {
    func pick(_ range: ClosedRange<Int64>) -> JSON { .integer(Int64.random(in: range, using: &series)) }
    switch Int.random(in: 0..<10, using: &series) {
    case 0:
      return Change(
        method: "role.create",
        params: ["values": ["name": name, "organization": organization, "rules": [1, pick(2...9)]]])
    case 1:
      return Change(
        method: "role.update",
        params: ["id": pick(1...8), "values": ["rules": ["add": [pick(1...20)], "remove": [pick(1...20)]]]])
    case 2: return Change(method: "role.delete", params: ["id": pick(1...8), "dependents": "detach"])
    case 3:
      return Change(
        method: "node.create",
        params: [
          "values": ["name": name, "organization": organization, "collaboration": pick(1...3), "api_key": key(name)]
        ])
    case 4:
      return Change(
        method: "node.update", params: ["id": pick(1...12), "values": ["api_key": key(name), "name": name]])
    case 5: return Change(method: "node.delete", params: ["id": pick(1...12), "dependents": dependents])
    case 6:
      return Change(
        method: "result.create", params: ["values": ["task": pick(1...8), "organization": organization, "log": name]])
    case 7: return Change(method: "result.delete", params: ["id": pick(1...12), "dependents": dependents])
    case 8: return Change(method: "task.kill", params: ["id": pick(1...8)])
    default:
      let parts = (0..<3).map { part in change(number * 10 + part, &series) }.filter { $0.method != "transaction.run" }
      let calls = parts.map {
        JSON.object(JSON.Object([.init("method", .string($0.method)), .init("params", $0.params)]))
      }
      return Change(method: "transaction.run", params: ["calls": .array(calls)])
    }
  }

  /// The number of the change in the audit log; nil where it was refused or changed nothing.
  static func make(_ change: Change, _ fixture: inout Fixture) throws -> JSON? {
    func newest() throws -> JSON? { try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["call"] }
    let before = try newest()
    var params = change.params.object ?? JSON.Object()
    params["accept"] = .everything
    do { try fixture.call(change.method, .object(params)) } catch is RPCError { return nil }
    let after = try newest()
    return after == before ? nil : after
  }

  /// Types and values. SQLite's columns take values of every type.
  private static var strangeColumns: [(type: String, values: [String])] {
    let any = ["x'00ff'", "1.5", "-0.0", "9223372036854775807", "'7'", "CAST(x'ff41' AS TEXT)", "NULL", "''"]
    return switch TestEngine.current {
    case .sqlite: [("", any), ("REAL", any), ("BLOB", any)]
    case .postgresql:
      [
        ("text", ["'7'", "NULL", "''", "E'\\u00e9 e\\u0301'"]),
        ("double precision", ["1.5", "'-0.0'", "'infinity'", "NULL", "1e-300"]),
        ("bytea", ["'\\x00ff'", "NULL", "''"]), ("numeric", ["1.50", "NULL", "9223372036854775808", "7"]),
        ("jsonb", ["'{\"a\": 1}'", "NULL", "'[]'"]), ("date", ["'2024-02-29'", "NULL"]),
        ("timestamp with time zone", ["'2024-02-29 12:00:00.5+02'", "NULL"]), ("boolean", ["TRUE", "FALSE", "NULL"]),
        ("integer[]", ["'{1,2}'", "NULL"]),
      ]
    }
  }

  /// The changes that use the same numbers when those that are refused are left out: a sequence gives no number twice,
  /// also for a change that was refused.
  private static func numbered(_ changes: [Change], _ start: Place) throws -> [Change] {
    guard TestEngine.current == .postgresql else { return changes }
    var fixture = try Fixture(copyOf: start.path)
    let made = try changes.filter { try make($0, &fixture) != nil }
    return made.count == changes.count ? made : try numbered(made, start)
  }

  /// A sample with columns that nobody here knows, in tables of records, of parents and of pairs: values of every
  /// storage class, and some that are no text.
  static func strange(_ sample: Sample, in folder: borrowing TemporaryFolder) throws -> Place {
    let place = try Place(sample, in: folder)
    let connection = try PlainSession(place.path)
    for table in ["organization", "user", "authenticatable", "task", "role", "Member", "role_rule_association"] {
      for (place, (type, values)) in strangeColumns.enumerated() {
        let isTyped = TestEngine.current == .postgresql
        let cases = values.enumerated().map { "WHEN \($0) THEN " + (isTyped ? "CAST(\($1) AS \(type))" : $1) }
          .joined(separator: " ")
        try connection.run("ALTER TABLE \"\(table)\" ADD COLUMN strange\(place) \(type)")
        let number = TestEngine.current == .sqlite ? "rowid" : "CAST((CAST(CAST(ctid AS text) AS point))[1] AS int)"
        try connection.run(
          "UPDATE \"\(table)\" SET strange\(place) = CASE (\(number) + \(place)) % \(values.count) \(cases) END")
      }
    }
    // A given key is compared with all hashes, a quarter of a second each.
    try connection.run("UPDATE node SET api_key = 'hash of ' || id")
    return place
  }

  /// Makes the changes of a series, and undoes some of them in random order.
  private static func makeAndUndo(
    _ changes: [Change], _ series: inout SeededGenerator, _ fixture: inout Fixture
  ) throws -> (made: [Int], undone: Set<Int>) {
    var made: [(place: Int, seq: JSON)] = []
    for (place, change) in changes.enumerated() {
      if let seq = try make(change, &fixture) { made.append((place, seq)) }
    }
    var undone: Set<Int> = []
    for (place, seq) in made.shuffled(using: &series) where Bool.random(using: &series) {
      do {
        try fixture.call("audit.undo", ["seq": seq, "restore_secrets": true, "accept": .everything])
        undone.insert(place)
      } catch let error as RPCError {
        // Something else stands in its way, or by now it would make a second node of a pair.
        #expect(["conflict", "constraint"].contains(error.data?["kind"]), "\(error)")
      }
    }
    return (made.map(\.place), undone)
  }

  @Test(
    "what is left is what a run without the undone changes leaves, in every column and pair, known or not",
    arguments: [Sample.sample2, .sample3, .sample4], 1...10 as ClosedRange<UInt64>)
  func withoutTheUndone(sample: Sample, seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let start = try Self.strange(sample, in: folder)
    var series = SeededGenerator(seed: seed)
    let changes = try Self.numbered((0..<16).map { Self.change($0, &series) }, start)
    var all = try Fixture(copyOf: start.path)
    let (made, undone) = try Self.makeAndUndo(changes, &series, &all)

    var fewer = try Fixture(copyOf: start.path)
    // What was refused in the first run is left out: something that was undone later may have been the reason.
    for place in made {
      guard let seq = try Self.make(changes[place], &fewer) else { continue }
      // Its ids are used up all the same.
      if undone.contains(place) {
        try fewer.call("audit.undo", ["seq": seq, "restore_secrets": true, "accept": .everything])
      }
    }
    let (one, other) = (try UndoTests.content(all.path), try UndoTests.content(fewer.path))
    for table in one.keys.sorted() { #expect(one[table] == other[table], "\(table)") }
  }

  @Test(
    "an undo of everything, the newest first, leaves the file as it was",
    arguments: [Sample.sample2, .sample3, .sample4])
  func allUndone(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let start = try Self.strange(sample, in: folder)
    for seed in 100...103 as ClosedRange<UInt64> {
      var series = SeededGenerator(seed: seed)
      var fixture = try Fixture(copyOf: start.path)
      let before = try UndoTests.content(fixture.path)
      var made: [JSON] = []
      for number in 0..<20 {
        if let seq = try Self.make(Self.change(number, &series), &fixture) { made.append(seq) }
      }
      for seq in made.reversed() {
        try fixture.call("audit.undo", ["seq": seq, "restore_secrets": true, "accept": .everything])
      }
      let after = try UndoTests.content(fixture.path)
      for table in before.keys.sorted() { #expect(before[table] == after[table], "\(table), seed \(seed)") }
      #expect(made.count > 5)
    }
  }

  private static var outputFolder: String? { getenv("WRITES_OUTPUT").map { String(cString: $0) } }

  /// For Tests/RealServer/compare: what is left after random changes of which some are undone.
  @Test(
    "the files of random series are left for the real models",
    .enabled(if: outputFolder != nil, "WRITES_OUTPUT names no folder: only Tests/RealServer/compare needs the files"),
    arguments: [Sample.sample2, .sample3, .sample4], 1...3 as ClosedRange<UInt64>)
  func export(sample: Sample, seed: UInt64) throws {
    let output = try #require(Self.outputFolder)
    let folder = try TemporaryFolder()
    var fixture = try Fixture(copyOf: try Self.strange(sample, in: folder).path)
    var series = SeededGenerator(seed: seed)
    let changes = (0..<30).map { Self.change($0, &series) }
    let (_, undone) = try Self.makeAndUndo(changes, &series, &fixture)
    #expect(!undone.isEmpty)
    let name = sample == .sample2 ? "2" : sample == .sample3 ? "3" : "4"
    try PlainSession(fixture.path).run(
      "VACUUM INTO ?1", [.text("\(output)/undone\(name)-\(seed).sqlite")])
  }
}
