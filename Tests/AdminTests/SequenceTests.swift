import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct SequenceTests {
  private static let made: [(String, JSON)] = [
    ("organization", ["name": "x"]), ("collaboration", ["name": "x"]), ("role", ["name": "x"]),
    ("user", ["username": "x"]),
    ("node", ["name": "x", "organization": 1]), ("task", ["collaboration": 1]),
    ("result", ["task": 1, "organization": 1]),
    ("study", ["name": "x", "collaboration": 1]), ("algorithm_store", ["url": "x"]),
    ("node_config", ["node": 5, "key": "x"]),
    ("task_database", ["task": 1, "database": "x"]), ("algorithm_port", ["result": 1, "port": 1]),
  ]

  @Test(
    "no id is given out twice, after a delete and after reopening",
    arguments: [Sample.sample2, .sample4, .damaged, .upgraded3to4].filter(\.isThere))
  func ids(sample: Sample) throws {
    var fixture = try Fixture(sample)
    var given: [String: Int64] = [:]
    for (entity, values) in Self.made {
      var values = values
      if entity == "algorithm_port", sample == .upgraded3to4 {
        values = ["result": given["result"].map { .integer($0) } ?? .null, "port": 1]
      }
      if entity == "node_config", sample == .damaged { values = ["node": 6, "key": "x"] }
      guard let first = try? fixture.call("\(entity).create", ["values": values])["id"]?.integer else {
        // Not in this file, or (a port of a result that is not there) refused.
        #expect(sample == .sample2, "\(entity)")
        continue
      }
      if entity == "result" && sample == .upgraded3to4 {
        given[entity] = first
        continue
      }
      _ = try fixture.call("\(entity).delete", ["id": .integer(first), "dependents": "delete"])
      let second = try fixture.call("\(entity).create", ["values": values])["id"]?.integer ?? 0
      #expect(second == first + 1, "\(entity)")
      _ = try fixture.call("\(entity).delete", ["id": .integer(second), "dependents": "delete"])
      given[entity] = second
    }
    var again = try Fixture(copyOf: fixture.path)
    for (entity, values) in Self.made where given[entity] != nil && entity != "algorithm_port" {
      var values = values
      if entity == "node_config", sample == .damaged { values = ["node": 6, "key": "x"] }
      let third = try again.call("\(entity).create", ["values": values])["id"]?.integer ?? 0
      #expect(third > given[entity] ?? .max, "\(entity)")
    }
  }

  @Test("users and nodes share one sequence, as they share a table")
  func shared() throws {
    var fixture = try Fixture(.sample4)
    #expect(try fixture.call("user.create", ["values": ["username": "a"]])["id"] == 10)
    #expect(try fixture.call("node.create", ["values": ["name": "b", "organization": 1]])["id"] == 11)
    _ = try fixture.call("node.delete", ["name": "b"])
    #expect(try fixture.call("user.create", ["values": ["username": "c"]])["id"] == 12)
  }

  @Test(
    "a run number is given out once, over both generations' columns",
    arguments: [Sample.sample2, .sample4, .upgraded2to4].filter(\.isThere))
  func runs(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let first = try fixture.call("task.create", ["values": ["collaboration": 1]])
    #expect(first["run_id"] == 5)
    _ = try fixture.call("task.delete", ["id": first["id"] ?? .null])
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1]])["run_id"] == 6)
    let chosen = try fixture.call("task.create", ["values": ["collaboration": 1, "run_id": 50]])
    _ = try fixture.call("task.delete", ["id": chosen["id"] ?? .null])
    #expect(try fixture.call("task.update", ["id": 1, "values": ["run_id": 60]])["run_id"] == 60)
    _ = try fixture.call("task.update", ["id": 1, "values": ["run_id": 1]])
    var again = try Fixture(copyOf: fixture.path)
    #expect(try again.call("task.create", ["values": ["collaboration": 1]])["run_id"] == 61)
  }

  @Test(
    "numbers that another program used and deleted are remembered where we saw them",
    .onFiles("a server numbers rows by its own sequences"))
  func foreign() throws {
    var fixture = try Fixture(.sample4)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run("INSERT INTO organization (id, name) VALUES (40, 'theirs')")
      try connection.run("INSERT INTO task (id, job_id) VALUES (40, 400)")
    }
    #expect(try fixture.call("organization.create", ["values": ["name": "ours"]])["id"] == 41)
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1]])["run_id"] == 401)
    var reopened = try Fixture(copyOf: fixture.path)
    do {
      let connection = try PlainSession(reopened.path)
      try connection.run("DELETE FROM organization WHERE id >= 40")
      try connection.run("DELETE FROM task WHERE id >= 40")
    }
    #expect(try reopened.call("organization.create", ["values": ["name": "ours"]])["id"] == 42)
    #expect(try reopened.call("task.create", ["values": ["collaboration": 1]])["run_id"] == 402)
  }

  @Test(
    "a call that was refused or only tried takes no number",
    .onFiles("a server numbers rows by its own sequences"))
  func refused() throws {
    var fixture = try Fixture(.sample4)
    for _ in 0..<3 {
      _ = try fixture.refusal("organization.create", ["values": ["name": "IKNL"]])
      _ = try fixture.call("organization.create", ["values": ["name": "x"], "dry_run": true])
    }
    #expect(try fixture.call("organization.create", ["values": ["name": "x"]])["id"] == 5)
  }

  @Test(
    "a stray at the end of the numbers is read like any other, and the next numbers are those after the others",
    .onFiles("a server numbers rows by its own sequences"))
  func last() throws {
    var fixture = try Fixture(.sample4)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run("INSERT INTO task (name, job_id) VALUES ('stray', 9223372036854775807)")
      try connection.run("INSERT INTO organization (id, name) VALUES (9223372036854775807, 'stray')")
    }
    let next = try fixture.call("task.next_run_id")["run_id"]?.integer
    #expect(next ?? 0 > 0 && next ?? .max < 1_000)
    #expect(try fixture.call("task.create", ["values": ["collaboration": 1]])["run_id"] == .integer(next ?? 0))
    #expect(try fixture.call("organization.create", ["values": ["name": "x"]])["id"] == 5)
    #expect(try fixture.call("organization.get", ["name": "stray"])["id"] == .integer(.max))
    // Deleted and brought back, it is no more than it was.
    try fixture.call("organization.delete", ["name": "stray"])
    try fixture.call("audit.undo")
    #expect(try fixture.call("organization.create", ["values": ["name": "y"]])["id"] == 6)
  }

  @Test(
    "a stray that is there at the opening, or was taken up by an earlier one, does not end the numbers",
    .onFiles("a server numbers rows by its own sequences"))
  func taken() throws {
    let first = try Fixture(.sample4)
    do {
      let connection = try PlainSession(first.path)
      try connection.run("INSERT INTO organization (id, name) VALUES (9223372036854775807, 'stray')")
      try connection.run("UPDATE vantage6_admin_sequence SET last = 9223372036854775807 WHERE name = 'organization'")
    }
    var reopened = try Fixture(copyOf: first.path)
    #expect(try reopened.call("organization.create", ["values": ["name": "x"]])["id"] == 5)
  }

  @Test("when the last number that may be given is gone, that is said in words")
  func exhausted() throws {
    var fixture = try Fixture(.sample4)
    do {
      let connection = try PlainSession(fixture.path)
      try connection.run(
        TestEngine.current == .sqlite
          ? "INSERT INTO organization (id, name) VALUES (2147483647, 'last')"
          : "ALTER SEQUENCE organization_id_seq RESTART WITH 2147483647")
    }
    if TestEngine.current == .postgresql { try fixture.call("organization.create", ["values": ["name": "last"]]) }
    let refusal = try fixture.refusal("organization.create", ["values": ["name": "x"]])
    #expect(refusal.kind == "limit" && refusal.message.contains("no number is left for 'organization'"))
  }
}
