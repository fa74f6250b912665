import Glibc
import JSON
import TestData
import Testing

@Suite("vctl watch")
struct WatchTests {
  private static let change =
    #"{"seq":SEQ,"at":"2026-11-23T09:30:00.000000Z","uid":0,"user":"root","pid":1,"program":"vctl","# + ""
    + #""on_behalf_of":"jane","method":"organization.update","entity":"organization","id":1,"call":SEQ,"# + ""
    + #""transaction":SEQ,"undoes":null,"before":{"domain":"a.nl"},"after":{"domain":"b.nl"}}"#

  /// A daemon that answers and then tells of two changes, with another process's between them.
  private static func server(
    in folder: borrowing TemporaryFolder, thenDrops: Bool, thenStops: Bool = false
  ) throws -> Server {
    func notice(_ params: String) -> String {
      "{\"jsonrpc\":\"2.0\",\"method\":\"watch.change\",\"params\":\(params)}\n"
    }
    let answer = "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"seq\":8}}\n"
    let changes = ["9", "1000"].map { notice(change.replacing("SEQ", with: $0)) }
    let end = "{\"jsonrpc\":\"2.0\",\"method\":\"watch.dropped\",\"params\":{\"seq\":1000}}\n"
    let all = answer + changes[0] + notice("{\"foreign\":true}") + changes[1] + (thenDrops ? end : "")
    return try Daemon.start(
      in: folder, actions: ["watch.start": thenStops ? .sendAndClose(Array(all.utf8)) : .raw(all)])
  }

  @Test("prints a line per change, and ends with 1 when the daemon drops it")
  func lines() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder, thenDrops: true)
    let outcome = try Vctl.run(["watch", "--entity", "org,task-database", "--since", "8", "--socket", server.path])
    #expect(
      outcome.output == """
        9  2026-11-23 09:30:00Z  root (for jane)  organization.update  organization 1  domain: a.nl → b.nl
        1000  2026-11-23 09:30:00Z  root (for jane)  organization.update  organization 1  domain: a.nl → b.nl

        """)
    #expect(outcome.errors.contains("another process changed the database\n"))
    #expect(outcome.errors.contains("no changes after 1000\n"))
    #expect(outcome.errors.contains("vctl watch --since 1000"))
    #expect(outcome.status == 1)
    let call = try #require(server.lines.first { $0.contains("watch.start") })
    #expect(try JSON(parsing: call)["params"] == ["entities": ["org", "task_database"], "since": 8])
  }

  @Test("a program gets a JSON value a line, whether it says json or jsonl", arguments: ["json", "jsonl"])
  func json(format: String) throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder, thenDrops: true)
    let outcome = try Vctl.run(["watch", "-o", format, "--socket", server.path])
    let lines = try outcome.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(lines.map { $0["seq"] } == [9, nil, 1_000])
    #expect(lines[1] == ["foreign": true])
    #expect(lines[2]["after"] == ["domain": "b.nl"])
    #expect(try JSON(parsing: outcome.errors)["error"]?["data"]?["kind"] == "dropped")
  }

  @Test("goes on beyond the timeout until it is interrupted, which is 130")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder, thenDrops: false)
    var output = try Pipe()
    var process: pid_t = 0
    var errors = try Pipe()
    do {
      var input = try Pipe()
      process = try Vctl.spawn(
        ["watch", "-o", "jsonl", "--timeout", "2", "--socket", server.path], [:], input.reading, output.writing,
        errors.writing)
      output.closeWriting()
      input.closeReading()
      errors.closeWriting()
      var text = ""
      while text.filter({ $0 == "\n" }).count < 3 {
        let bytes = Vctl.readSome(output.reading)
        guard !bytes.isEmpty else { break }
        text += String(decoding: bytes, as: UTF8.self)
      }
      #expect(text.contains("\"seq\":1000"))
      // The daemon says nothing more, for longer than the timeout.
      var entry = pollfd(fd: output.reading, events: Int16(POLLIN), revents: 0)
      #expect(poll(&entry, 1, 3_000) == 0)
      kill(process, SIGINT)
    }
    #expect(Vctl.wait(process) == 130)
    // That is how it is meant to end.
    #expect(Vctl.readSome(errors.reading) == [])
  }

  @Test("when the daemon stops, it says so, and how to go on")
  func stopped() throws {
    let folder = try TemporaryFolder()
    let server = try Self.server(in: folder, thenDrops: false, thenStops: true)
    let outcome = try Vctl.run(["watch", "-o", "name", "--socket", server.path])
    #expect(outcome.status == 6 && outcome.output == "9\n1000\n")
    #expect(
      outcome.errors.hasSuffix("error: the daemon stopped\nhint: 'vctl watch --since 1000' goes on\n"),
      "\(outcome.errors)")
  }

  @Test("what cannot be watched is a usage error", arguments: [["user"], ["--since", "x"], ["--since", "-1"]])
  func usage(words: [String]) throws {
    let outcome = try Vctl.run(["watch", "--socket", "/nowhere"] + words)
    #expect(outcome.status == 2, "\(outcome.errors)")
  }

  @Test("an entity that does not exist is named, with the near miss")
  func unknown() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["watch", "--entity", "usr", "--socket", server.path])
    #expect(outcome.errors.contains("did you mean 'user'?"))
    #expect(outcome.status == 1)
  }
}
