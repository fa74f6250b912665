import Admin
import Glibc
import JSON
import Synchronization
import TestData
import Testing
import Vocabulary

@testable import Daemon

@Suite("What is logged")
struct LoggingTests {
  private static let catalog: String = {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let bytes = try? TemporaryFolder.bytes(of: "\(root)/systemd/vantage6-admin.catalog")
    return String(decoding: bytes ?? [], as: UTF8.self)
  }()

  @Test("every kind of message has an id of its own, and is explained once")
  func events() {
    let ids = Log.Event.allCases.map(\.rawValue)
    #expect(Set(ids).count == ids.count)
    for event in Log.Event.allCases {
      #expect(event.rawValue.count == 32 && event.rawValue.allSatisfy { $0.isHexDigit && !$0.isUppercase })
      #expect(Self.catalog.ranges(of: "-- \(event.rawValue)\nSubject: ").count == 1, "\(event)")
    }
    #expect(Self.catalog.ranges(of: "\nSubject: ").count == ids.count)
  }

  @Test("in the journal each part of a message is a field")
  func fields() {
    let entry = Log.Entry(event: .changed, message: "changed", fields: [("method", "user.create"), ("peer_uid", "0")])
    #expect(
      SystemJournal.fields(of: entry) == [
        "MESSAGE=changed method=user.create peer_uid=0", "MESSAGE_ID=\(Log.Event.changed.rawValue)", "PRIORITY=6",
        "SYSLOG_IDENTIFIER=vantage6-admin", "VANTAGE6_METHOD=user.create", "VANTAGE6_PEER_UID=0",
      ])
  }

  @Test("elsewhere it is one line, whatever is in it, with its priority where the journal reads lines")
  func line() {
    let entry = Log.Entry(event: .cutOff, message: "cut off", fields: [("peer_user", "a\nb\u{1B}c")])
    #expect(entry.line(forJournal: true) == "<4>cut off peer_user=a b c\n")
    #expect(entry.line(forJournal: false) == "vantage6-admin: cut off peer_user=a b c\n")
  }

  @Test("as JSON it is one object a line with the fields of the journal, whatever is in it")
  func json() throws {
    let hostile = "a\nb\u{1B}\"\\\u{2028}\u{7F}\u{0}ä🔑}"
    let entry = Log.Entry(
      event: .cutOff, message: hostile, fields: [("peer_user", hostile), ("id", "7"), ("detail", "")])
    let line = entry.json(at: Moment(microseconds: 1_000_000))
    #expect(line.last == UInt8(ascii: "\n") && !line.dropLast().contains { $0 < 0x20 })
    #expect(
      try JSON(parsing: Array(line.dropLast())) == [
        "time": "1970-01-01T00:00:01.000000Z", "level": "warning", "message": .string(hostile),
        "message_id": .string(Log.Event.cutOff.rawValue), "peer_user": .string(hostile), "id": "7", "detail": "",
      ])
  }

  @Test("what is less important than the level is not even put into words, and the level can change")
  func levels() {
    let written = Mutex<[String]>([])
    let log = Log(level: .warning) { entry in written.withLock { $0.append(entry.message) } }
    log(
      .ready,
      { () -> String in
        Issue.record("it was put into words"); return ""
      }())
    log(.cutOff, "one")
    log.setLevel(.debug)
    log(.tried, "two")
    #expect(written.withLock { $0 } == ["one", "two"])
  }

  /// Runs a daemon, sends it lines, and answers what it logged of them.
  private func logged(_ lines: [String], answers: Int, messages: Int) throws -> [String] {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    for line in lines { try client.send(line + "\n") }
    for _ in 0..<answers { _ = try client.line() }
    return daemon.log.all(atLeast: 1 + messages).filter { $0 != "ready" }
  }

  @Test("a read is not logged, a dry run is no change, and what is no request is refused")
  func kinds() throws {
    #expect(try logged([Client.request("ping", "1"), Client.request("read", "1")], answers: 2, messages: 0) == [])
    let dry = #"{"jsonrpc":"2.0","id":1,"method":"write","params":{"dry_run":true}}"#
    #expect(try logged([dry], answers: 1, messages: 1).map { $0.prefix(18) } == ["tried method=write"])
    #expect(try logged(["no json"], answers: 1, messages: 1).map { $0.prefix(21) } == ["refused kind=invalid "])
  }

  @Test("a client that leaves in the middle is nobody's fault, and not logged")
  func hangUp() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    do {
      var client = try daemon.client()
      try client.send(Client.request("ping", "1") + "\n{\"jsonrpc\"")
      #expect(try client.result() == "ping 1")
    }
    #expect(connections(of: service.metrics, become: 0))
    #expect(daemon.log.all == ["ready"])
  }
}

@Suite("What the log tells of changes")
struct ChangeLoggingTests {
  /// Sends the lines to a real service, and answers the fields of what was logged of them.
  private static func logged(_ lines: [String], messages: Int) throws -> [String] {
    let world = try World(.sample4)
    var client = try world.daemon.client()
    for line in lines { try client.send(line) }
    for _ in lines { _ = try client.line() }
    return world.daemon.log.all(atLeast: 1 + messages).filter { $0 != "ready" }
      .map { $0.replacing(#/ (peer_|duration_).*/#, with: "") }
  }

  @Test("a dry run is one however its parameters are given")
  func dryRuns() throws {
    let named = World.call("organization.update", ["id": 2, "values": ["country": "X"], "dry_run": true])
    let positional = World.call("organization.update", [2, nil, ["country": "X"], nil, true])
    let create = World.call("organization.create", [["name": "new"], false, true])
    let whole = World.call(
      "transaction.run", [[["method": "organization.delete", "params": [2, nil, "detach"]]], true])
    #expect(
      try Self.logged([named, positional], messages: 2)
        == Array(repeating: "tried method=organization.update entity=organization id=2", count: 2))
    let others = try Self.logged([create, whole], messages: 2)
    #expect(others.map { $0.prefix(6) } == ["tried ", "tried "], "\(others)")
    #expect(!others.contains { $0.contains("seq=") })
  }

  @Test("a secret that is tried out is logged, whether it is right or not")
  func testedSecrets() throws {
    let check = World.call("user.check_password", ["username": "root", "password": "a guess"])
    let search = World.call("node.find_by_api_key", ["api_key": "a guess"])
    #expect(try Self.logged([check], messages: 1) == ["tested method=user.check_password entity=user"])
    #expect(try Self.logged([search], messages: 1) == ["tested method=node.find_by_api_key entity=node"])
  }

  @Test("the read-only socket offers no method that tries out a secret")
  func readOnlySocket() throws {
    let world = try World(.sample4, isReadOnly: true)
    var client = try world.daemon.client()
    try client.send(World.call("user.check_password", ["username": "root", "password": "a guess"]))
    let line = try #require(try client.line())
    let error = try #require(JSON(parsing: line)["error"])
    #expect(error["data"]?["kind"] == "read_only")
    #expect(error["message"] == "'user.check_password' tests a secret: this socket is read-only")
    #expect(world.daemon.log.all(atLeast: 2).last?.hasPrefix("refused method=user.check_password ") == true)
  }

  @Test("a change names its record, its number in the audit log, and how many records it changed")
  func changes() throws {
    let lines = [
      World.call("organization.update", [2, nil, ["country": "X"]]),
      World.call("organization.update", ["id": 2, "values": ["country": "X"]]),
      World.create("new"),
      World.call(
        "transaction.run",
        [
          "calls": [
            ["method": "organization.create", "params": ["values": ["name": "a"]]],
            ["method": "organization.create", "params": ["values": ["name": "b"]]],
          ]
        ]),
    ]
    let logged = try Self.logged(lines, messages: 3)
    #expect(logged.count == 3, "what changes nothing is not logged: \(logged)")
    let pattern = #/changed method=([a-z.]+) entity=organization id=\d+ seq=(\d+)( records=2)?/#
    let found = logged.compactMap { $0.wholeMatch(of: pattern)?.output }
    #expect(
      found.map { String($0.1) } == ["organization.update", "organization.create", "transaction.run"], "\(logged)")
    let numbers = found.compactMap { Int($0.2) }
    #expect(numbers == (0..<3).map { (numbers.first ?? 0) + $0 } && found.last?.3 != nil, "\(logged)")
  }

  @Test("each call of a batch has a line of its own")
  func batch() throws {
    let calls = ["p", "q"].map { World.create($0).dropLast() }
    let logged = try Self.logged(["[" + calls.joined(separator: ",") + "]\n"], messages: 2)
    #expect(logged.count == 2 && logged.allSatisfy { $0.contains(" id=") && $0.contains(" seq=") }, "\(logged)")
  }
}
