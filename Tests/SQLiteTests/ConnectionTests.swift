import Engine
import SQLite
import Testing

@Suite struct ConnectionTests {
  private func memory() throws -> Connection {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.script("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
    return connection
  }

  @Test(
    "a value comes back with its storage class",
    arguments: [
      .null, .integer(.min), .integer(.max), .real(0.1), .text(""), .text("Zoë \u{0} 🏢"), .blob([]), .blob([0, 255]),
      .malformedText([0xff, 0x41]),
    ] as [SQLValue])
  func roundTrip(value: SQLValue) throws {
    let connection = try memory()
    try connection.run("INSERT INTO t (v) VALUES (?1)", [value])
    #expect(try connection.value("SELECT v FROM t") == value)
  }

  @Test("a statement that is in use is not handed out twice")
  func nestedUse() throws {
    let connection = try memory()
    try connection.run("INSERT INTO t (v) VALUES (1), (2)")
    let outer = try connection.statement("SELECT id FROM t ORDER BY id")
    _ = try outer.step()
    let inner = try connection.statement("SELECT id FROM t ORDER BY id")
    _ = try inner.step()
    _ = try inner.step()
    let second = inner.integer(0)
    #expect(second == 2)
    let first = outer.integer(0)
    #expect(first == 1)
  }

  @Test("the statement of a text is that text's, wherever it lies and whatever lay there before")
  func texts() throws {
    let connection = try Connection(path: ":memory:", access: .create, cachedStatements: 16)
    // Kept and looked up by its place from the second time on; others come and go in the same memory.
    let kept = "SELECT 'a text that is too long to lie in the string itself'"
    for round in 0..<2_000 {
      let passing = "SELECT 'a text of round \(round % 40) that is made anew each time'"
      #expect(try connection.value(passing)?.text == "a text of round \(round % 40) that is made anew each time")
      #expect(try connection.value(kept)?.text == "a text that is too long to lie in the string itself")
      var changed = kept
      changed.replace("long", with: "\(round % 10_000 + 1_000)")
      #expect(try connection.value(changed)?.text?.contains("\(round % 10_000 + 1_000)") == true)
    }
  }

  @Test("texts of every size are stored as they are, several at once and after a failure")
  func large() throws {
    let connection = try memory()
    try connection.run("CREATE TABLE texts (a TEXT UNIQUE, b TEXT, c INTEGER)")
    for count in [0, 15, 16, 65_535, 65_536, 65_537, 3_000_000] {
      let (one, two) = (String(repeating: "ä", count: count / 2) + "\(count)", String(repeating: "z", count: count))
      try connection.run("INSERT INTO texts VALUES (?1, ?2, ?3)", [.text(one), .text(two), .integer(Int64(count))])
      #expect(throws: EngineError.self) {
        try connection.run("INSERT INTO texts VALUES (?1, ?2, ?3)", [.text(one), .text(two), .integer(0)])
      }
      let row = try connection.rows("SELECT a, b, c FROM texts WHERE c = ?1", [.integer(Int64(count))])
      #expect(row == [[.text(one), .text(two), .integer(Int64(count))]])
      // The statement is used again without its values.
      try connection.run("INSERT INTO texts VALUES (?1, ?2, ?3)")
    }
    #expect(try connection.value("SELECT count(*) FROM texts WHERE a IS NULL AND b IS NULL") == .integer(7))
  }

  @Test("the cache forgets and goes on")
  func eviction() throws {
    let connection = try Connection(path: ":memory:", access: .create, cachedStatements: 4)
    for number in 0..<100 { #expect(try connection.value("SELECT \(number)") == .integer(Int64(number))) }
  }

  @Test("a transaction that throws leaves nothing behind")
  func rollback() throws {
    let connection = try memory()
    #expect(throws: EngineError.self) {
      try connection.transaction(.immediate, converting: { $0 }) { () throws(EngineError) in
        try connection.run("INSERT INTO t (v) VALUES (1)")
        try connection.run("INSERT INTO nowhere VALUES (1)")
      }
    }
    let isOpen = connection.isInTransaction
    #expect(!isOpen)
    #expect(try connection.value("SELECT count(*) FROM t") == .integer(0))
  }

  @Test("an error carries the extended code and the statement")
  func errors() throws {
    let connection = try memory()
    try connection.run("INSERT INTO t (id) VALUES (1)")
    do {
      try connection.run("INSERT INTO t (id) VALUES (1)")
      Issue.record("a second row with the same key was accepted")
    } catch {
      #expect(error.cause == .constraint)
      #expect(error.description.hasPrefix("sqlite error 1555: "))
      #expect(error.description.hasSuffix(" in INSERT INTO t (id) VALUES (1)"))
    }
  }

  @Test("a progress check ends a long statement as interrupted, and only that one")
  func progress() throws {
    let connection = try memory()
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    var left = 10
    connection.setProgressCheck(every: 1_000) {
      left -= 1
      return left > 0
    }
    do {
      _ = try connection.value(endless)
      Issue.record("an endless statement ended")
    } catch {
      #expect(error.cause == .interrupted)
    }
    connection.setProgressCheck(every: 0, nil)
    #expect(try connection.value("SELECT 1") == .integer(1))
  }

  /// SQLite counts the steps of a prepared statement over all its runs, so that even the shortest is checked now and then.
  @Test("what takes changes back is never interrupted, however often it runs")
  func takingBack() throws {
    let connection = try memory()
    var goesOn = true
    connection.setProgressCheck(every: 7) { goesOn }
    for round in 0..<200 {
      goesOn = true
      try connection.begin(.immediate)
      try connection.run("SAVEPOINT call")
      try connection.run("INSERT INTO t (id) VALUES (1)")
      goesOn = false
      connection.rollback(toSavepoint: "call")
      goesOn = true
      let left = try connection.value("SELECT count(*) FROM t")
      try #require(left == .integer(0), "round \(round)")
      goesOn = false
      connection.rollback()
      let isOpen = connection.isInTransaction
      try #require(!isOpen, "round \(round)")
    }
  }
}
