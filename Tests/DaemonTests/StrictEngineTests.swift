import Admin
import Adoption
import Engine
import JSON
import SQLite
import Synchronization
import TestData
import Testing

@testable import Daemon

/// An engine on which any error ends the transaction of a whole group of calls.
@Suite struct StrictEngineTests {
  /// Counts the statements of transactions that write, and makes some fail.
  private final class Script: Sendable {
    private let state = Mutex((count: 0, failing: Int.max))

    /// Makes the statement of that number fail once, counted from now on.
    func fail(at number: Int) { state.withLock { $0 = (0, number) } }
    var count: Int { state.withLock { $0.count } }
    func takesTurn() -> Bool {
      state.withLock { state in
        state.count += 1
        guard state.count == state.failing else { return false }
        state.failing = .max
        return true
      }
    }
  }

  private static func answers(_ client: inout Client, _ calls: [String]) throws -> [JSON] {
    // At once, so that they share transactions.
    try client.send(calls.joined())
    return try calls.map { _ in try client.answer() }
  }

  @Test("whichever statement fails once, at most its own call is refused: all others are done, and each of them once")
  func anyStatement() throws {
    let script = Script()
    let world = try World(prepare: { options in
      options.database.session = { StrictSession($0) { _ in script.takesTurn() } }
    })
    var client = try world.daemon.client()
    script.fail(at: .max)
    _ = try Self.answers(&client, (0..<3).map { World.create("first \($0)", id: $0) })
    let statements = script.count
    #expect(statements > 6)
    var expected = (0..<3).map { "first \($0)" }
    var refused = 0
    for number in 1...statements {
      script.fail(at: number)
      let names = (0..<3).map { "round \(number) call \($0)" }
      let answers = try Self.answers(&client, names.enumerated().map { World.create($1, id: $0) })
      let done = zip(names, answers).filter { $1["result"]?["name"]?.string == $0 }.map(\.0)
      let errors = answers.compactMap { $0["error"]?["data"]?["kind"] }
      #expect(errors.isEmpty || errors == ["constraint"], "statement \(number): \(answers)")
      #expect(done.count + errors.count == 3)
      expected += done
      refused += errors.count
    }
    // What fails in the first call of a transaction is its own fault; what fails later is tried again alone.
    #expect(refused > 0 && refused < statements)
    let file = try world.stranger()
    #expect(try file.rows("SELECT name FROM organization ORDER BY id").map { $0[0].text } == expected)
    #expect(try file.value("SELECT count(*) FROM vantage6_admin_audit") == .integer(Int64(expected.count)))
  }

  @Test("a call that fails every time is refused alone: the others of its group are done, before and after it")
  func oneCall() throws {
    let world = try World(prepare: { options in
      options.database.session = { StrictSession($0) { $0.hasPrefix("INSERT INTO \"study\"") } }
    })
    var client = try world.daemon.client()
    _ = try Self.answers(
      &client, [World.call("collaboration.create", ["values": ["name": "all"]])])
    let study = World.call("study.create", ["values": ["name": "s", "collaboration": "all"]], id: 2)
    let answers = try Self.answers(
      &client, [World.create("a", id: 1), study, World.create("b", id: 3), study, World.create("c", id: 4)])
    #expect(answers.map { $0["result"]?["name"]?.string } == ["a", nil, "b", nil, "c"], "\(answers)")
    #expect(answers[1]["error"]?["data"]?["kind"] == "constraint", "\(answers[1])")
    let file = try world.stranger()
    #expect(try file.rows("SELECT name FROM organization ORDER BY id").map { $0[0].text } == ["a", "b", "c"])
    #expect(try file.value("SELECT count(*) FROM study") == .integer(0))
  }

  @Test("what a savepoint takes back leaves the transaction in order: a dry run beside changes, and a transaction.run")
  func savepoints() throws {
    let world = try World(prepare: { options in
      options.database.session = { StrictSession($0) { $0.hasPrefix("INSERT INTO \"study\"") } }
    })
    var client = try world.daemon.client()
    let create: JSON = ["method": "organization.create", "params": ["values": ["name": "part"]]]
    let wrong: JSON = ["method": "study.create", "params": ["values": ["name": "s", "collaboration": "all"]]]
    _ = try Self.answers(&client, [World.call("collaboration.create", ["values": ["name": "all"]])])
    let answers = try Self.answers(
      &client,
      [
        World.create("a", id: 1),
        World.call("organization.create", ["values": ["name": "tried"], "dry_run": true], id: 2),
        World.call("transaction.run", ["calls": [create, wrong]], id: 3),
        World.call("transaction.run", ["calls": [create]], id: 4), World.create("b", id: 5),
      ])
    #expect(answers.map { $0["error"] == nil } == [true, true, false, true, true], "\(answers)")
    let file = try world.stranger()
    #expect(try file.rows("SELECT name FROM organization ORDER BY id").map { $0[0].text } == ["a", "part", "b"])
  }
}
