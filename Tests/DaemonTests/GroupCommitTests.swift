import Catalogue
import JSON
import Synchronization
import Testing
import Vocabulary

@testable import Daemon

@Suite("Group commit")
struct GroupCommitTests {
  /// Makes the writer run these methods, one from each of as many connections, in one group; the answers by number.
  private func group(_ service: ScriptedService, _ daemon: borrowing RunningDaemon, _ methods: [String]) throws
    -> [Reply]
  {
    service.writerGate.close()
    defer { service.writerGate.open() }
    var clients = Queue<Client>()
    for (number, method) in methods.enumerated() {
      let client = try daemon.client()
      try client.call(method, "\(number)", id: number)
      clients.append(client)
      // The first one must be on its way before the next, so that they are queued in order: the loop answers in turn.
      var ping = try daemon.client()
      try ping.call("ping")
      _ = try ping.answer()
    }
    service.writerGate.open()
    var replies: [Reply] = []
    while var client = clients.popFirst() {
      let answer = try client.answer()
      replies.append(
        Reply(result: answer["result"]?.string, error: answer["error"]?["message"]?.string))
    }
    return replies
  }

  private struct Reply: Equatable {
    var result: String?
    var error: String?
  }

  /// Teaches the daemon the caller's name, so that no write takes the way through a lane first.
  private func warmUp(_ service: ScriptedService, _ daemon: borrowing RunningDaemon) throws -> Int {
    var client = try daemon.client()
    try client.call("write", "warm")
    _ = try client.answer()
    return service.journal.all.count
  }

  @Test("what is queued is committed once, and answered after that")
  func together() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    let replies = try group(service, daemon, ["write", "write", "write"])
    #expect(replies.map(\.result) == ["write 0", "write 1", "write 2"])
    #expect(service.journal.all.dropFirst(before) == ["begin", "write 0", "write 1", "write 2", "commit"])
  }

  @Test("a write that fails does not disturb the others of its group")
  func oneFails() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    let replies = try group(service, daemon, ["write", "refuse", "write"])
    #expect(replies.map(\.result) == ["write 0", nil, "write 2"])
    #expect(replies[1].error == "no")
    #expect(service.journal.all.dropFirst(before).filter { $0 == "commit" }.count == 1)
  }

  @Test("when SQLite ends the transaction, each runs again alone, and only the guilty one fails")
  func transactionLost() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    let replies = try group(service, daemon, ["write", "lose", "write"])
    #expect(replies.map(\.result) == ["write 0", nil, "write 2"])
    #expect(replies[1].error == "the disk is full")
    #expect(
      service.journal.all.dropFirst(before) == [
        "begin", "write 0", "lose 1", "rollback",
        "begin", "write 0", "commit",
        "begin", "lose 1", "rollback",
        "begin", "write 2", "commit",
      ])
  }

  @Test("when a refusal comes only at the end of the group, each runs again alone, and only the guilty one fails")
  func lateRefusal() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    let replies = try group(service, daemon, ["write", "late", "write"])
    #expect(replies.map(\.result) == ["write 0", nil, "write 2"])
    #expect(replies[1].error == "no")
    #expect(
      service.journal.all.dropFirst(before) == [
        "begin", "write 0", "late 1", "write 2", "rollback",
        "begin", "write 0", "commit",
        "begin", "late 1", "commit",
        "begin", "write 2", "commit",
      ])
  }

  @Test("what is found after the commit is a warning in the answer of the call that it is about")
  func lateWarnings() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    _ = try warmUp(service, daemon)
    service.writerGate.close()
    var first = try daemon.client()
    try first.call("write", "0", id: 0)
    var ping = try daemon.client()
    try ping.call("ping")
    _ = try ping.answer()
    var second = try daemon.client()
    for (id, method) in ["doubt", "write", "doubt"].enumerated() { try second.call(method, "\(id)", id: id) }
    try ping.call("ping")
    _ = try ping.answer()
    service.writerGate.open()
    #expect(try first.answer()["result"] == "write 0")
    func answer(_ number: Int) -> JSON {
      ["name": .string("\(number)"), "warnings": [.string("there are two \(number)")]]
    }
    #expect(try second.answer()["result"] == answer(0))
    #expect(try second.answer()["result"] == "write 1")
    #expect(try second.answer()["result"] == answer(2))
  }

  @Test("a call that runs again alone has its warning, too")
  func lateWarningAlone() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    _ = try warmUp(service, daemon)
    service.commitFailures.withLock { $0 = [Failure(.busy, "lost")] }
    var client = try daemon.client()
    try client.call("doubt", "7", id: 7)
    #expect(try client.answer()["result"] == ["name": "7", "warnings": ["there are two 7"]])
  }

  @Test("when the commit is refused, each runs again alone")
  func commitRefused() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    service.commitFailures.withLock { $0 = [Failure(.constraint, "group"), nil, Failure(.constraint, "alone")] }
    let replies = try group(service, daemon, ["write", "write"])
    #expect(replies == [Reply(result: "write 0"), Reply(error: "alone")])
    #expect(
      service.journal.all.dropFirst(before) == [
        "begin", "write 0", "write 1", "commit fails", "rollback",
        "begin", "write 0", "commit",
        "begin", "write 1", "commit fails", "rollback",
      ])
  }

  @Test("a commit that failed without saying how is not tried again: the outcome is unknown, and the error says so")
  func commitUnknown() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    service.commitFailures.withLock { $0 = [Failure(.internal, "input/output error")] }
    let replies = try group(service, daemon, ["write", "write"])
    for reply in replies { #expect(reply.error?.hasPrefix("outcome unknown") == true) }
    #expect(
      service.journal.all.dropFirst(before) == ["begin", "write 0", "write 1", "commit fails", "rollback"])
  }

  @Test("a transaction that cannot begin is answered to all who wait for it")
  func beginRefused() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    service.beginFailures.withLock { $0 = [Failure(.busy, "locked")] }
    let replies = try group(service, daemon, ["write", "write"])
    #expect(replies == [Reply(error: "locked"), Reply(error: "locked")])
    #expect(service.journal.all.dropFirst(before) == ["begin"])
    // And the next one finds everything in order.
    var client = try daemon.client()
    try client.call("write", "next")
    #expect(try client.result() == "write next")
  }

  @Test("consecutive writes of one connection share a commit, and a read behind them waits for it")
  func consecutive() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    let before = try warmUp(service, daemon)
    var client = try daemon.client()
    let calls = ["write", "refuse", "write", "read", "write"].enumerated()
    try client.send(calls.map { Client.request($0.element, "\($0.offset)", id: $0.offset) + "\n" }.joined())
    for (number, _) in calls { #expect(try client.answer()["id"] == .integer(Int64(number))) }
    #expect(
      service.journal.all.dropFirst(before)
        == ["begin", "write 0", "refuse 1", "write 2", "commit", "begin", "write 4", "commit"])
  }

  @Test("a change is logged once, with its author and without its parameters")
  func logged() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.call("write", "secret")
    _ = try client.answer()
    try client.call("refuse", "secret")
    _ = try client.answer()
    let lines = daemon.log.all(atLeast: 3).filter { $0.contains("method=") }
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("changed method=write entity=thing id=1 seq=1 peer_uid="))
    #expect(lines[1].hasPrefix("refused method=refuse kind=constraint peer_uid="))
    #expect(!lines.joined().contains("secret"))
  }
}
