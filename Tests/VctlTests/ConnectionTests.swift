import Glibc
import JSON
import TestData
import Testing

@Suite("daemons that misbehave")
struct ConnectionTests {
  @Test("silence ends by the timeout, and a change says that its outcome is unknown")
  func silence() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["user.get": .silence, "user.delete": .silence])
    let read = try Vctl.run(["user", "get", "jane", "--timeout", "0.1", "--socket", server.path])
    #expect(read.status == 7)
    #expect(read.errors.contains("no answer from vantage6-admin in time"))
    #expect(!read.errors.contains("outcome unknown"))
    let raw = try Vctl.run(["rpc", "user.get", "{\"id\":1}", "--timeout", "0.1", "--socket", server.path])
    #expect(raw.status == 7)
    #expect(!raw.errors.contains("outcome unknown"))
    let other = try Daemon.start(
      in: folder, as: "t", actions: ["user.delete": .silence])
    // What the daemon answers before must come in time, however busy the machine is.
    let change = try Vctl.run(["user", "delete", "jane", "--yes", "--timeout", "5", "--socket", other.path])
    #expect(change.status == 7)
    #expect(change.errors.contains("outcome unknown"))
  }

  @Test(
    "a daemon that dies in the middle of an answer is told",
    arguments: [
      "", "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"items\":[{\"id\":1",
    ])
  func death(part: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["user.list": .sendAndClose(Array(part.utf8))])
    let outcome = try Vctl.run(["user", "list", "-o", "csv", "--socket", server.path])
    #expect(outcome.status == 6)
    #expect(outcome.output == "")
    #expect(outcome.errors == "error: vantage6-admin closed the connection before it answered\n")
  }

  @Test(
    "what is no answer is told",
    arguments: [
      "garbage\n", "{\"jsonrpc\":\"1.0\",\"id\":ID,\"result\":1}\n", "[]]\n", "{\"jsonrpc\":\"2.0\",\"id\":ID}\n",
      "\u{0}\n",
      "HTTP/1.1 400 Bad Request\n", "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"items\":7}}\n",
      "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1,\"error\":{\"code\":1,\"message\":\"both\"}}\n",
    ])
  func garbage(text: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["user.list": .raw(text)])
    let outcome = try Vctl.run(["user", "list", "--socket", server.path])
    #expect(outcome.status == 6)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("does not speak the protocol"), "\(outcome.errors)")
  }

  @Test("answers to nobody and notifications are passed over")
  func noise() throws {
    let folder = try TemporaryFolder()
    let noise =
      "{\"jsonrpc\":\"2.0\",\"method\":\"progress\",\"params\":{\"done\":1}}\n{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":0}\n"
    let answer =
      "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"items\":[{\"id\":5,\"username\":\"ann\"}],\"next\":null}}\n"
    let server = try Daemon.start(in: folder, actions: ["user.list": .raw(noise + answer)])
    #expect(try Vctl.run(["user", "list", "-q", "--socket", server.path]).output == "ann\n")
  }

  @Test("an error without an id is the answer to what was asked")
  func nameless() throws {
    let folder = try TemporaryFolder()
    let error = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"too deep\"}}\n"
    let server = try Daemon.start(in: folder, actions: ["user.list": .raw(error)])
    let outcome = try Vctl.run(["user", "list", "--socket", server.path])
    #expect(outcome.status == 1)
    #expect(outcome.errors == "error: too deep\n")
  }

  @Test("huge answers arrive whole")
  func huge() throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: "0123456789", count: 600_000)
    let server = try Daemon.start(
      in: folder, actions: ["organization.get": .result(["id": 1, "name": .string(text)])])
    let outcome = try Vctl.run(["organization", "get", "1", "--fields", "name", "--no-header", "--socket", server.path])
    #expect(outcome.status == 0)
    #expect(outcome.output.utf8.count == text.utf8.count + 1)
  }

  @Test("a reader that goes away ends it quietly")
  func brokenPipe() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["rule", "list", "--socket", server.path], isRead: false)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
  }

  @Test("a page that repeats itself is no endless list")
  func repeated() throws {
    let folder = try TemporaryFolder()
    let page: JSON = ["items": [["id": 1, "username": "a"]], "next": "same"]
    let server = try Daemon.start(in: folder, actions: ["user.list": .result(page)])
    let outcome = try Vctl.run(["user", "list", "-q", "--socket", server.path])
    #expect(outcome.status == 6)
    #expect(outcome.errors.contains("same page again"))
  }

  @Test("SIGINT while it waits ends it with 130, and says what is not known")
  func interrupt() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["user.delete": .silence])
    let session = try Vctl.onTerminal(
      ["user", "delete", "noorg", "--yes", "--socket", server.path],
      interruptAfter: { server.waits { $0.contains { $0.contains("user.delete") } } })
    #expect(session.status == 130)
    #expect(session.shown.contains("outcome unknown"))
  }
}
