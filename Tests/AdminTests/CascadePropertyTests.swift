import Admin
import Engine
import JSON
import JSONRPC
import SQLite
import TestData
import Testing

/// Random changes, of which some are undone with whatever stands in their way, and some undos undone again, leave the
/// database as if what is not in force had never been made, but for the ids that it used.
@Suite struct CascadePropertyTests {
  /// Which transactions are in force: undoing an undo makes again what that had undone.
  private struct Log {
    private(set) var inForce: Set<Int64> = []
    private var undone: [Int64: [Int64]] = [:]

    mutating func make(_ transaction: Int64) { inForce.insert(transaction) }

    mutating func undo(_ transactions: [Int64], by undo: Int64) {
      undone[undo] = transactions
      set(undo, true)
    }

    private mutating func set(_ transaction: Int64, _ isInForce: Bool) {
      if isInForce { inForce.insert(transaction) } else { inForce.remove(transaction) }
      for other in undone[transaction] ?? [] { set(other, !isInForce) }
    }
  }

  private static func newest(_ fixture: inout Fixture) throws -> Int64? {
    try fixture.call("audit.list", ["limit": 1])["items"]?[0]?["transaction"]?.integer
  }

  /// Undoes a change in a cascade.
  /// - Returns: the number of the undo; nil where there was nothing to undo any more.
  private static func cascade(
    _ transaction: Int64, _ log: inout Log, _ fixture: inout Fixture
  ) throws -> Int64? {
    let params: JSON = ["seq": .integer(transaction), "cascade": true, "restore_secrets": true, "accept": .everything]
    do {
      let answer = try fixture.call("audit.undo", params)
      let undone = answer["undone"]?.array?.compactMap(\.integer) ?? []
      #expect(Set(undone).count == undone.count, "\(undone)")
      #expect(undone.last == transaction)
      #expect(undone == undone.sorted(by: >), "\(undone)")
      guard let undo = try newest(&fixture) else { return nil }
      #expect(undone.allSatisfy { $0 < undo })
      log.undo(undone, by: undo)
      return undo
    } catch let error as RPCError {
      // With nobody else there, nothing else can stand in the way.
      #expect(error.message.contains("was undone already"), "\(error.message)")
      #expect(!log.inForce.contains(transaction))
      return nil
    }
  }

  @Test(
    "what is left is what a run without the undone changes leaves",
    arguments: [Sample.sample2, .sample3, .sample4], 1...8 as ClosedRange<UInt64>)
  func withoutTheUndone(sample: Sample, seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let start = try UndoPropertyTests.strange(sample, in: folder)
    var series = SeededGenerator(seed: 1_000 + seed)
    let changes = (0..<20).map { UndoPropertyTests.change($0, &series) }
    var all = try Fixture(copyOf: start.path)
    var log = Log()
    var made: [(place: Int, transaction: Int64)] = []
    var undos: [Int64] = []
    for (place, change) in changes.enumerated() {
      guard try UndoPropertyTests.make(change, &all) != nil, let transaction = try Self.newest(&all) else { continue }
      made.append((place, transaction))
      log.make(transaction)
      // Undos between the changes, too: later ones build on what they leave.
      guard Int.random(in: 0..<5, using: &series) == 0, let other = made.randomElement(using: &series) else { continue }
      if let undo = try Self.cascade(other.transaction, &log, &all) { undos.append(undo) }
    }
    for _ in 0..<6 {
      guard let target = (made.map(\.transaction) + undos).randomElement(using: &series) else { continue }
      if let undo = try Self.cascade(target, &log, &all) { undos.append(undo) }
    }
    let kept = made.filter { log.inForce.contains($0.transaction) }.map(\.place)
    try Self.compare(all.path, try Self.replay(made.map(\.place), keeping: Set(kept), changes, start))
  }

  private static func replay(
    _ places: [Int], keeping kept: Set<Int>, _ changes: [UndoPropertyTests.Change], _ start: Place
  ) throws -> [String: [[SQLValue]]] {
    var fewer = try Fixture(copyOf: start.path)
    for place in places {
      guard let seq = try UndoPropertyTests.make(changes[place], &fewer) else { continue }
      // Its ids are used up all the same.
      if !kept.contains(place) {
        try fewer.call("audit.undo", ["seq": seq, "restore_secrets": true, "accept": .everything])
      }
    }
    return try UndoTests.content(fewer.path)
  }

  private static func compare(_ path: String, _ other: [String: [[SQLValue]]]) throws {
    let one = try UndoTests.content(path)
    for table in one.keys.sorted() { #expect(one[table] == other[table], "\(table)") }
  }
}
