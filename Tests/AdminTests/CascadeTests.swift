import Admin
import Catalogue
import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite("An undo with the later changes that stand in its way")
struct CascadeTests {
  private static func update(_ values: JSON) -> (String, JSON) {
    ("organization.update", ["id": 2, "values": values])
  }

  private static let create: (String, JSON) = ("organization.create", ["values": ["name": "New"]])
  private static func updateNew(_ fixture: inout Fixture, _ values: JSON) throws {
    try fixture.call("organization.update", ["name": "New", "values": values])
  }

  @Test("visits each change of one field once, the newest first", arguments: [3, 4, 20])
  func sameField(count: Int) throws {
    var fixture = try Fixture(.sample4)
    let before = try UndoTests.content(fixture.path)
    for number in 1...count {
      let (method, params) = Self.update(["country": .string("\(number)")])
      try fixture.call(method, params)
    }
    let later = (2...Int64(count)).map { JSON.integer($0) }
    let refusal = try fixture.refusal("audit.undo", ["seq": 1])
    #expect(refusal.data?["later"] == .array(later))
    #expect(refusal.data?["hint"] == "use 'cascade' to undo those too, the newest first")
    let dry = try fixture.call("audit.undo", ["seq": 1, "cascade": true, "dry_run": true])
    #expect(dry["undone"] == .array((1...Int64(count)).reversed().map { .integer($0) }))
    #expect(try fixture.call("organization.get", ["id": 2])["country"] == .string("\(count)"))
    let answer = try fixture.call("audit.undo", ["seq": 1, "cascade": true])
    #expect(answer["undone"] == dry["undone"])
    #expect(try UndoTests.content(fixture.path) == before)
    // All of that is one change, which can be undone.
    let undo = try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0])
    #expect(undo["transaction"] == .integer(Int64(count + 1)))
    #expect(try fixture.call("audit.undo", ["seq": undo["seq"] ?? .null])["undone"] == [.integer(Int64(count + 1))])
    #expect(try fixture.call("organization.get", ["id": 2])["country"] == .string("\(count)"))
  }

  @Test("takes a creation back with the changes of other fields, and leaves alone what is in no way")
  func otherFields() throws {
    var fixture = try Fixture(.sample4)
    let before = try UndoTests.content(fixture.path)
    try fixture.call(Self.create.0, Self.create.1)
    try Self.updateNew(&fixture, ["country": "NL"])
    try Self.updateNew(&fixture, ["domain": "new.nl"])
    try Self.updateNew(&fixture, ["country": "BE"])
    // The change of the domain is in nobody's way.
    #expect(try fixture.call("audit.undo", ["seq": 2, "cascade": true, "dry_run": true])["undone"] == [4, 2])
    #expect(try fixture.call("audit.undo", ["seq": 1, "cascade": true])["undone"] == [4, 3, 2, 1])
    #expect(try UndoTests.content(fixture.path) == before)
  }

  @Test("takes no undo for a change, and none of its own")
  func undos() throws {
    var fixture = try Fixture(.sample4)
    for country in ["1", "2", "3"] {
      try fixture.call(Self.update([:]).0, Self.update(["country": .string(country)]).1)
    }
    #expect(try fixture.call("audit.undo", ["seq": 3])["undone"] == [3])
    #expect(try fixture.call("audit.undo", ["seq": 4])["undone"] == [4])
    // The third is there again: its undo and the undo of that are in no way.
    #expect(try fixture.call("audit.undo", ["seq": 1, "cascade": true])["undone"] == [3, 2, 1])
    let refusal = try fixture.refusal("audit.undo", ["seq": 1, "cascade": true])
    #expect(refusal.message == "change 1 was undone already, by change 8")
    #expect(refusal.data?["hint"] == "undo change 8 to redo it")
    // Undone, made again, and undone again.
    #expect(try fixture.call("audit.undo", ["seq": 8])["undone"] == [6])
    #expect(try fixture.call("audit.undo", ["seq": 1, "cascade": true])["undone"] == [3, 2, 1])
  }

  @Test("finds a pair that was removed at its other end")
  func otherEnd() throws {
    var fixture = try Fixture(.sample4)
    let before = try UndoTests.content(fixture.path)
    try fixture.call("role.create", ["values": ["name": "spare"]])
    try fixture.call("user.update", ["username": "john", "values": ["roles": ["add": ["spare"]]]])
    try fixture.call("role.delete", ["name": "spare", "dependents": "detach"])
    let refusal = try fixture.refusal("audit.undo", ["seq": 2])
    #expect(refusal.data?["later"] == [3], "\(refusal.message)")
    #expect(try fixture.call("audit.undo", ["seq": 2, "cascade": true])["undone"] == [3, 2])
    #expect(try fixture.call("audit.undo", ["seq": 1])["undone"] == [1])
    #expect(try UndoTests.content(fixture.path) == before)
  }

  @Test("finds whoever refers to a record, a thousand of them, and whoever has its name")
  func dependents() throws {
    var fixture = try Fixture(.sample4)
    let before = try UndoTests.content(fixture.path)
    try fixture.call(Self.create.0, Self.create.1)
    for number in 0..<30 {
      try fixture.call("user.create", ["values": ["username": .string("u\(number)"), "organization": "New"]])
    }
    let answer = try fixture.call("audit.undo", ["seq": 1, "cascade": true])
    #expect(answer["undone"]?.array?.count == 31)
    #expect(try UndoTests.content(fixture.path) == before)
    try Self.rename(&fixture)
    #expect(try UndoTests.content(fixture.path) == before)
  }

  /// An organization gets a name, and another one the name that it had.
  private static func rename(_ fixture: inout Fixture) throws {
    let start = try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["seq"]?.integer ?? 0
    try fixture.call("organization.update", ["id": 2, "values": ["name": "Renamed"]])
    try fixture.call("organization.create", ["values": ["name": "IKNL"]])
    let refusal = try fixture.refusal("audit.undo", ["seq": .integer(start + 1)])
    #expect(refusal.message.contains("another organization has its name now, by change \(start + 2)"))
    let answer = try fixture.call("audit.undo", ["seq": .integer(start + 1), "cascade": true])
    #expect(answer["undone"] == [.integer(start + 2), .integer(start + 1)])
  }

  @Test("is refused for what another program did, with all that it would have undone as it was")
  func foreign() throws {
    var fixture = try Fixture(.sample4)
    for country in ["1", "2"] { try fixture.call(Self.update([:]).0, Self.update(["country": .string(country)]).1) }
    let stranger = try PlainSession(fixture.path)
    try stranger.run("UPDATE organization SET country = 'DE' WHERE id = 2")
    let before = try UndoTests.content(fixture.path)
    let refusal = try fixture.refusal("audit.undo", ["seq": 1, "cascade": true])
    #expect(refusal.message.hasPrefix("change 2 cannot be undone: organization 'IKNL' (2) changed since: country"))
    #expect(refusal.message.hasSuffix(", by another program"))
    #expect(try UndoTests.content(fixture.path) == before)
    #expect(try fixture.call("audit.list", ["count": true])["total"] == 2)
  }

  @Test("has a bound: more than a thousand changes are not undone at once")
  func bound() throws {
    var fixture = try Fixture()
    try fixture.call("organization.create", ["values": ["name": "New"]])
    for number in 0..<1_001 { try Self.updateNew(&fixture, ["country": .string("\(number)")]) }
    let refusal = try fixture.refusal("audit.undo", ["seq": 1, "cascade": true, "long": true])
    #expect(refusal.message == "more than 1000 later changes would have to be undone")
    #expect(refusal.code == 7)
  }

  // MARK: How much work it is

  private final class Counter { var count = 0 }

  /// How many steps an undo takes: rows, look-ups and ten thousands of SQLite's instructions.
  private static func steps(_ params: JSON, _ fixture: borrowing Fixture) throws -> Int {
    let counter = Counter()
    var writer = try fixture.service.writer(onStep: { counter.count += 1 })
    var output = JSONWriter()
    try writer.begin()
    let request = Request(id: RawID(1), method: "audit.undo", params: .named(params.object ?? JSON.Object()))
    let outcome = writer.answer(fixture.service.call(request), nil, fixture.caller, into: &output)
    try writer.commit()
    #expect(outcome.isDone, "\(String(decoding: output.bytes, as: UTF8.self))")
    return counter.count
  }

  private static func transaction(of count: Int) throws -> Int {
    var fixture = try Fixture()
    let calls = (0..<count).map { number -> JSON in
      ["method": "organization.create", "params": ["values": ["name": .string("o\(number)")]]]
    }
    try fixture.call("transaction.run", ["calls": .array(calls), "long": true])
    return try steps(["long": true], fixture)
  }

  private static func cascade(of count: Int) throws -> Int {
    var fixture = try Fixture(.sample4)
    for number in 0...count {
      try fixture.call("organization.update", ["id": 2, "values": ["country": .string("\(number)")]])
    }
    return try steps(["seq": 1, "cascade": true, "long": true], fixture)
  }

  @Test(
    "takes twice the steps for twice the changes, and so does a transaction of twice the calls",
    .onFiles("a server does not count its steps"))
  func linear() throws {
    let (few, many) = (try Self.cascade(of: 100), try Self.cascade(of: 200))
    #expect(Double(many) < 2.3 * Double(few), "\(few) \(many)")
    let (short, long) = (try Self.transaction(of: 250), try Self.transaction(of: 500))
    #expect(Double(long) < 2.3 * Double(short), "\(short) \(long)")
  }

  @Test("ends where it is told to, and leaves everything as it was")
  func interrupted() throws {
    var fixture = try Fixture(.sample4)
    for number in 0..<20 {
      try fixture.call("organization.update", ["id": 2, "values": ["country": .string("\(number)")]])
    }
    let before = try UndoTests.content(fixture.path)
    let counter = Counter()
    var output = JSONWriter()
    try fixture.writer.begin()
    let params = JSON.Object([.init("seq", 1), .init("cascade", true), .init("long", true)])
    let request = Request(id: RawID(1), method: "audit.undo", params: .named(params))
    let outcome = fixture.writer.answer(
      fixture.service.call(request), nil, fixture.caller,
      work: LongWork(endReason: {
        counter.count += 1
        return counter.count > 30 ? .cancelled : nil
      }), into: &output)
    try fixture.writer.commit()
    #expect(outcome == .answered(.cancelled, nil))
    #expect(counter.count == 31)
    #expect(try UndoTests.content(fixture.path) == before)
    #expect(try fixture.call("audit.list", ["count": true])["total"] == 20)
  }
}
