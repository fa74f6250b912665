import Admin
import Catalogue
import Glibc
import JSON
import Synchronization
import Testing

@testable import Daemon

@Suite("Nobody holds up others")
struct FairnessTests {
  @Test("who does not read is not read from any more, and gets everything in the end")
  func slowReader() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    var other = try daemon.client()
    let request = Array((Client.request("large", String(repeating: "0", count: 3_000) + "50000") + "\n").utf8)
    var count = 0
    var rest = request[...]
    // Filled until the daemon takes no more: were it to buffer without bound, this would not end.
    // Whoever is answered a ping twice knows that the loop has looked at all others between.
    var refusals = 0
    while count < 10_000, refusals < 3 {
      let sent = try client.trySend(rest)
      rest = rest.dropFirst(sent)
      if rest.isEmpty { (rest, count) = (request[...], count + 1) }
      refusals = sent == 0 ? refusals + 1 : 0
      guard sent == 0 else { continue }
      try other.call("ping")
      #expect(try other.result() == "ping ")
    }
    #expect(count > 0 && count < 1_000)
    for _ in 0..<count { #expect(try client.line()?.utf8.count ?? 0 > 50_000) }
  }

  @Test("a client that pipelines without end does not starve the others")
  func pipeliner() throws {
    let daemon = try RunningDaemon(ScriptedService())
    let greedy = try daemon.client()
    let flood = Array(String(repeating: Client.request("ping", id: nil) + "\n", count: 50_000).utf8)
    var other = try daemon.client()
    var rest = flood[...]
    var answered = 0
    while !rest.isEmpty {
      rest = rest.dropFirst(try greedy.trySend(rest))
      try other.call("ping")
      #expect(try other.result() == "ping ")
      answered += 1
    }
    #expect(answered > 10)
  }

  @Test("a thousand idle connections cost little, and all of them are still served")
  func idle() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var clients = Queue<Client>()
    for _ in 0..<1_000 { clients.append(try daemon.client()) }
    for round in 1...2 {
      for _ in 0..<clients.count {
        guard var client = clients.popFirst() else { continue }
        try client.call("ping", "\(round)")
        #expect(try client.result() == "ping \(round)")
        clients.append(client)
      }
    }
  }

  @Test("one connection too many is told so and closed, and there is room again when one ends")
  func connectionLimit() throws {
    var limits = Limits()
    limits.connections = 2
    let daemon = try RunningDaemon(ScriptedService(limits))
    var first = try daemon.client()
    try first.call("ping", "1")
    #expect(try first.result() == "ping 1")
    try endOfSecond(daemon)
    // The daemon sees that end before it answers this.
    try first.call("ping", "2")
    #expect(try first.result() == "ping 2")
    var next = try daemon.client()
    try next.call("ping", "3")
    #expect(try next.result() == "ping 3")
  }

  private func endOfSecond(_ daemon: borrowing RunningDaemon) throws {
    var second = try daemon.client()
    try second.call("ping")
    #expect(try second.result() == "ping ")
    var third = try daemon.client()
    let answer = try third.answer()
    #expect(answer["error"]?["data"]?["kind"] == "limit")
    #expect(answer["error"]?["message"] == "too many connections: at most 2 are served at a time")
    #expect(try third.line() == nil)
  }

  @Test("pings are answered while every lane is busy and the writer waits")
  func busyLanes() throws {
    let service = ScriptedService()
    service.gate.close()
    service.writerGate.close()
    let daemon = try RunningDaemon(service)
    var clients = Queue<Client>()
    for method in ["slow", "hash", "slow", "hash", "write"] {
      let client = try daemon.client()
      try client.call(method)
      clients.append(client)
    }
    var other = try daemon.client()
    for number in 0..<100 {
      try other.call("ping", "\(number)")
      #expect(try other.result() == "ping \(number)")
    }
    service.gate.open()
    service.writerGate.open()
    while var client = clients.popFirst() { #expect(try client.result() != nil) }
  }

  @Test("a connection that returns while the loop serves others is seen at once")
  func homecoming() throws {
    let service = ScriptedService()
    service.gate.close()
    service.writerGate.close()
    let daemon = try RunningDaemon(service)
    var first = try daemon.client()
    let second = try daemon.client()
    var reading = try daemon.client()
    try reading.call("slow")
    service.started.pass()
    do {
      let leaving = try daemon.client()
      try leaving.call("write")
      #expect(service.journal.have("begin"))
    }
    // The loop has heard that it left once it has come round again.
    for _ in 0..<2 {
      try first.call("ping")
      #expect(try first.result() == "ping ")
    }
    try first.call("stall", "0")
    service.stalled[0].pass()
    // Two events for the loop's next round, in this order: another call, and a connection that returns.
    try second.call("stall", "1")
    service.gate.open()
    #expect(try reading.result() == "slow ")
    service.stalls[0].open()
    service.stalled[1].pass()
    // One more returns while the loop is in the middle of that round.
    service.writerGate.open()
    #expect(service.journal.have("commit"))
    service.stalls[1].open()
    #expect(connections(of: service.metrics, become: 3))
  }

  @Test("a read that is too long for the loop is answered by a lane")
  func overBudget() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.call("slow", "here")
    #expect(try client.result() == "slow here")
    #expect(service.journal.all == ["slow here"])
  }

  @Test("the long work of a client that is gone ends")
  func hangUp() throws {
    let service = ScriptedService()
    service.gate.close()
    let daemon = try RunningDaemon(service)
    try leaveBehind(daemon, service)
    // Opened by the work itself when it learns that it was cancelled.
    service.cancelled.pass()
    var client = try daemon.client()
    try client.call("ping")
    #expect(try client.result() == "ping ")
  }

  /// Leaves as soon as its work has begun.
  private func leaveBehind(_ daemon: borrowing RunningDaemon, _ service: ScriptedService) throws {
    let client = try daemon.client()
    try client.call("slow")
    service.started.pass()
  }

  @Test("a secret is hashed before the writer sees the request, and the author is known by name")
  func prepared() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.call("hash", "1")
    #expect(try client.result() == "hash 1")
    #expect(service.journal.all == ["prepare 1", "begin", "hash 1", "commit"])
    let caller = service.callers.withLock { $0.first }
    #expect(caller?.uid == getuid())
    #expect(caller?.pid == getpid())
    let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
    #expect(caller?.user == name)
  }
}
