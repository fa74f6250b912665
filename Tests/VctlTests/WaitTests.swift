import Glibc
import JSON
import TestData
import Testing
import Vocabulary

@Suite("wait")
struct WaitTests {
  private static func notice(_ method: String, _ params: String) -> String {
    "{\"jsonrpc\":\"2.0\",\"method\":\"\(method)\",\"params\":\(params)}\n"
  }

  private static let watched = "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"seq\":8}}\n"
  /// The answer to `watch.start`, and a change after it.
  private static let changed = Server.Action.raw(watched + notice("watch.change", #"{"seq":9,"entity":"user"}"#))
  private static let nothing = Server.Action.result(["items": [], "next": nil])

  private static func run(_ words: [String], _ server: Server) throws -> Vctl.Outcome {
    try Vctl.run(words + ["--socket", server.path])
  }

  private static func methods(_ server: Server) throws -> [String] {
    try server.lines.compactMap { try JSON(parsing: $0)["method"]?.string }
  }

  @Test(
    "ends at once where the condition holds, and prints the record with what was compared",
    arguments: [
      (["task", "wait", "1", "--for", "status=completed"], "task 1: status=completed\n"),
      (
        ["task", "wait", "1", "5", "--for", "status=completed", "--for", "complete=true"],
        "task 1: status=completed, complete=true\ntask 5: status=completed, complete=true\n"
      ),
      (
        ["user", "wait", "jane", "--for", "organization.name~small"],
        "user 'jane' (3): organization.name=Small Organization\n"
      ),
      (["org", "wait", "IKNL", "--for", "exists"], "organization 'IKNL' (2): exists\n"),
      (["user", "wait", "nobody", "--for", "deleted"], "user 'nobody': deleted\n"),
      (["task", "wait", "1", "--for", "status=completed", "-q"], ""),
      (["task", "wait", "1", "--for", "status=completed", "-o", "name"], "1\n"),
      (
        ["task", "wait", "1", "5", "--for", "complete=true", "--fields", "id", "-o", "jsonl"],
        "{\"id\":1}\n{\"id\":5}\n"
      ),
      (["task", "wait", "999", "--for", "deleted", "-o", "jsonl"], "{\"id\":999,\"deleted\":true}\n"),
    ])
  func holds(words: [String], output: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Self.run(words, server)
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output == output)
    // A change between the look and the subscription would be missed.
    let methods = try Self.methods(server)
    #expect(try #require(methods.firstIndex(of: "watch.start")) < #require(methods.firstIndex { $0.hasSuffix(".get") }))
  }

  @Test(
    "looks again after a change of any record, and of another process",
    arguments: [#"{"seq":9,"entity":"result"}"#, #"{"foreign":true}"#])
  func looksAgain(change: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(
      in: folder, actions: ["watch.start": .raw(Self.watched + Self.notice("watch.change", change))],
      first: ["task.list": Self.nothing])
    let outcome = try Self.run(["task", "wait", "1", "--for", "status=completed"], server)
    #expect(outcome.status == 0 && outcome.output == "task 1: status=completed\n", "\(outcome.errors)")
  }

  @Test("waits for a record that is not there yet")
  func appears() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(
      in: folder, actions: ["watch.start": Self.changed],
      first: ["organization.get": .failure(.notFound, "no organization 'IKNL'")])
    let outcome = try Self.run(["org", "wait", "IKNL", "--for", "exists", "--for", "country=Netherlands"], server)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "organization 'IKNL' (2): country=Netherlands\n")
  }

  @Test(
    "at the end of the time it says what there is, with 7",
    arguments: [
      (["task", "wait", "1", "3", "--for", "status=completed"], "after 0.1s: task 3 has status=initializing\n"),
      (["user", "wait", "jane", "--for", "deleted"], "after 0.1s: user 'jane' (3) is still there\n"),
      (["user", "wait", "nobody", "--for", "exists"], "after 0.1s: there is no user 'nobody'\n"),
    ])
  func timeout(words: [String], sentence: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["watch.start": .raw(Self.watched)])
    let outcome = try Self.run(words + ["--timeout", "0.1s"], server)
    #expect(outcome.status == 7 && outcome.errors.hasPrefix("error: " + sentence), "\(outcome.errors)")
  }

  @Test("a record that is deleted meanwhile ends it with 3")
  func vanishes() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["task.list": Self.nothing])
    let outcome = try Self.run(["task", "wait", "1", "--for", "status=completed"], server)
    #expect(outcome.status == 3)
    #expect(outcome.errors == "error: task 1 was deleted while vctl waited for status=completed\n")
    let deleted = try Self.run(["task", "wait", "1", "--for", "deleted"], server)
    #expect(deleted.status == 0 && deleted.output == "task 1: deleted\n")
  }

  @Test("a daemon that stops ends it with 6")
  func stops() throws {
    let folder = try TemporaryFolder()
    let refusal = #"{"jsonrpc":"2.0","id":ID,"error":{"code":1,"message":"no","data":{"kind":"not_found"}}}"# + "\n"
    let server = try Daemon.start(in: folder, actions: ["user.get": .sendAndClose(Array(refusal.utf8))])
    let outcome = try Self.run(["user", "wait", "nobody", "--for", "exists"], server)
    #expect(outcome.status == 6)
    #expect(outcome.errors == "error: the daemon stopped\nhint: run the command again\n")
  }

  @Test("a subscription that was too slow begins again; that of a replaced database ends it with 1")
  func dropped() throws {
    let folder = try TemporaryFolder()
    let slow = Self.watched + Self.notice("watch.dropped", #"{"seq":9}"#)
    let server = try Daemon.start(in: folder, first: ["watch.start": .raw(slow), "task.list": Self.nothing])
    let outcome = try Self.run(["task", "wait", "1", "--for", "status=completed"], server)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Self.methods(server).count { $0 == "watch.start" } == 2)
    let replaced = Self.watched + Self.notice("watch.dropped", #"{"seq":9,"reason":"it was replaced"}"#)
    let other = try Daemon.start(in: folder, as: "t", first: ["watch.start": .raw(replaced)])
    let ended = try Self.run(["task", "wait", "3", "--for", "status=completed"], other)
    #expect(ended.status == 1 && ended.errors.contains("no more changes will come: it was replaced"))
  }

  @Test("Ctrl-C ends it with 130")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    var input = try Pipe()
    var output = try Pipe()
    var errors = try Pipe()
    let process = try Vctl.spawn(
      ["user", "wait", "nobody", "--for", "exists", "--timeout", "0", "--socket", server.path], [:], input.reading,
      output.writing, errors.writing)
    output.closeWriting()
    input.closeReading()
    errors.closeWriting()
    #expect(server.waits { $0.contains { $0.contains("user.get") } })
    kill(process, SIGINT)
    // The signal may come before or after vctl begins to listen.
    #expect([130, 128 + SIGINT].contains(Vctl.wait(process)))
  }

  @Test(
    "a command line that is wrong says what would be right",
    arguments: [
      (["task", "wait", "1"], 2, "needs --for CONDITION"), (["task", "wait", "--for", "complete=true"], 2, "needs ID"),
      (["task", "wait", "1", "--for", "done"], 2, "done"),
      (["task", "wait", "1", "--for", "deleted", "--for", "complete=true"], 2, "exclude each other"),
      (["task", "wait", "1", "--for", "complete=true", "--timeout", "soon"], 2, "a time such as 30s, 10m or 2h"),
      (["task", "wait", "1", "--for", "complete=true", "--limit", "1"], 2, "takes no --limit"),
      (["task", "get", "1", "--for", "complete=true"], 2, "takes no --for"),
      (["task", "wait", "1", "--for", "complte=true"], 1, "did you mean 'complete'?"),
      (["task", "wait", "999", "--for", "complete=true"], 3, "no task 999"),
      (["wait", "task", "1", "--for", "complete=true"], 2, "hint: vctl task wait"),
    ])
  func usage(words: [String], status: Int32, sentence: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Self.run(words, server)
    #expect(outcome.status == status && outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}
