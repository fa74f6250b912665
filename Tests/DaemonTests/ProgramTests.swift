import Glibc
import JSON
import Linux
import TestData
import Testing

@testable import Daemon

@Suite("The program")
struct ProgramTests {
  private static func create(_ number: Int) -> String {
    "{\"jsonrpc\":\"2.0\",\"id\":\(number),\"method\":\"organization.create\","
      + "\"params\":{\"values\":{\"name\":\"organization \(number)\"}}}\n"
  }

  private func arguments(_ folder: borrowing TemporaryFolder) -> [String] {
    ["--socket", folder.path(of: "s"), "--database", folder.path(of: "db")]
  }

  /// How many organizations there are, asked on a socket.
  private func organizations(_ path: String) throws -> Int64? {
    var client = try Client(path)
    try client.send(
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"organization.list\",\"params\":{\"count\":true,\"limit\":1}}\n")
    return try client.answer()["result"]?["total"]?.integer
  }

  @Test("SIGTERM under load: it exits with 0, and every change that was answered is there")
  func terminate() throws {
    let folder = try TemporaryFolder()
    var program = try RunningProgram(arguments(folder))
    try program.wait(for: "ready")
    var client = try Client(folder.path(of: "s"))
    try client.send((0..<300).map(Self.create).joined())
    for _ in 0..<20 { #expect(try client.answer()["result"] != nil) }
    program.signal(SIGTERM)
    var answered: Int64 = 20
    while let line = try client.line() {
      #expect(line.contains("\"result\""))
      answered += 1
    }
    let outcome = try program.end()
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasSuffix("vantage6-admin: stopped\n"))
    #expect(!folder.names.contains("s"))

    var again = try RunningProgram(arguments(folder))
    try again.wait(for: "ready")
    #expect(try organizations(folder.path(of: "s")) == answered)
  }

  @Test("sockets of the service manager are used and left alone, each by its name")
  func activation() throws {
    let folder = try TemporaryFolder()
    let (open, readOnly) = (folder.path(of: "rw"), folder.path(of: "ro"))
    let first = try Listener(path: open, isReadOnly: false)
    let second = try Listener(path: readOnly, isReadOnly: true)
    var program = try RunningProgram(
      ["--database", folder.path(of: "db")], environment: ["LISTEN_FDS": "2", "LISTEN_FDNAMES": "ro:rw"],
      sockets: [second.descriptor.number, first.descriptor.number])
    try program.wait(for: "ready")
    var client = try Client(open)
    try client.send(Self.create(1))
    #expect(try client.answer()["result"]?["id"] == 1)
    var reader = try Client(readOnly)
    try reader.send(Self.create(2))
    #expect(try reader.answer()["error"]?["data"]?["kind"] == "read_only")
    program.signal(SIGTERM)
    let status = try program.end().status
    #expect(status == 0)
    #expect(folder.names.contains("rw") && folder.names.contains("ro"))
    // Whoever comes now waits for the next daemon.
    _ = try Client(open)
  }

  @Test("idle, it ends with 0 and leaves the service manager's socket listening for the next start")
  func idleExit() throws {
    let folder = try TemporaryFolder()
    let listener = try Listener(path: folder.path(of: "rw"), isReadOnly: false)
    let environment = ["LISTEN_FDS": "1"]
    let arguments = ["--database", folder.path(of: "db"), "--idle-exit", "1"]
    for round in 1...2 {
      var client = try Client(folder.path(of: "rw"))
      try client.send(Self.create(round))
      var program = try RunningProgram(arguments, environment: environment, sockets: [listener.descriptor.number])
      #expect(try client.answer()["result"] != nil)
      client.endInput()
      let outcome = try program.end()
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains("idle, stopping"))
    }
  }

  @Test("the service manager is told of the start, of life and of the stop")
  func notifications() throws {
    let folder = try TemporaryFolder()
    let manager = try Notifications(folder)
    var program = try RunningProgram(
      arguments(folder), environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "100000"])
    #expect(try manager.next().hasPrefix("READY=1\nSTATUS="))
    #expect(try manager.next() == "WATCHDOG=1")
    #expect(try manager.next() == "WATCHDOG=1")
    program.signal(SIGTERM)
    let status = try program.end().status
    #expect(status == 0)
    var last = ""
    while last.isEmpty || last == "WATCHDOG=1" { last = try manager.next() }
    #expect(last.hasPrefix("STOPPING=1"))
  }

  @Test("a second daemon on the same socket is refused, and the first one is named and goes on")
  func second() throws {
    let folder = try TemporaryFolder()
    var first = try RunningProgram(arguments(folder))
    try first.wait(for: "ready")
    let path = folder.path(of: "s")
    var second = try RunningProgram(["--socket", path, "--database", folder.path(of: "other")])
    let outcome = try second.end()
    #expect(outcome.status == 1)
    let expected = "vantage6-admin: another daemon (process \(first.process)) is listening on '\(path)'\n"
    #expect(outcome.errors == expected)
    #expect(!folder.names.contains("other"))
    #expect(try organizations(path) == 0)
  }

  @Test("a database that cannot be opened is one sentence and exit status 1, and leaves no socket behind")
  func noDatabase() throws {
    let folder = try TemporaryFolder()
    var program = try RunningProgram(["--socket", folder.path(of: "s"), "--database", folder.path(of: "no/db")])
    let outcome = try program.end()
    #expect(outcome.status == 1)
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(folder.names.isEmpty)
  }

  @Test("as JSON every line is an object: at the start, of changes, at the stop, and of what keeps it from starting")
  func jsonLog() throws {
    func objects(_ text: String) throws -> [JSON] {
      try text.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
    }
    let folder = try TemporaryFolder()
    // Not even a journal changes that.
    var program = try RunningProgram(
      arguments(folder) + ["--log-format", "json"], environment: ["JOURNAL_STREAM": "1:1"])
    try program.wait(for: "\"ready\"")
    var client = try Client(folder.path(of: "s"))
    try client.send(Self.create(1))
    _ = try client.answer()
    program.signal(SIGTERM)
    let lines = try objects(program.end().errors)
    #expect(lines.first?["message"]?.string?.hasPrefix("made ") == true, "\(lines)")
    #expect(
      lines.contains { $0["message"] == "changed" && $0["method"] == "organization.create" && $0["id"] == "1" },
      "\(lines)")
    #expect(lines.last?["message"] == "stopped" && lines.last?["level"] == "info")

    for (wrong, status) in [(["--databse", "x"], 2), (["--socket", folder.path(of: "no/s")], 1)] as [([String], Int32)]
    {
      var program = try RunningProgram(["--log-format=json"] + wrong)
      let outcome = try program.end()
      #expect(outcome.status == status)
      let lines = try objects(outcome.errors)
      #expect(lines.count == 1 && lines.first?["level"] == "error", "\(outcome.errors)")
      #expect(lines.first?["message_id"] == .string(Log.Event.startFailed.rawValue))
    }
  }

  @Test("an option that does not exist is one line and exit status 2")
  func unknownOption() throws {
    var program = try RunningProgram(["--databse", "x"])
    let outcome = try program.end()
    #expect(outcome.status == 2)
    #expect(outcome.errors == "vantage6-admin: unknown option '--databse': did you mean '--database'?\n")
  }
}
