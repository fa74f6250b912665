import Admin
import Glibc
import JSON
import Linux
import TestData
import Testing

@testable import Daemon

@Suite("Memory for messages")
struct MemoryTests {
  /// A budget for six half messages of up to 64 KiB, and for the privileged one. Each connection may hold 4 KiB at any time.
  private static func service(large: Int = 0, messageBytes: Int = 64 << 10) -> ScriptedService {
    var limits = Limits()
    (limits.memoryBytes, limits.largeMemoryBytes, limits.connections) = (4 << 20, large, 256)
    limits.messageBytes = messageBytes
    return ScriptedService(limits)
  }

  private static let long = String(repeating: "x", count: 60_000)

  private func half(_ daemon: borrowing RunningDaemon, _ text: String = Client.request("ping", Self.long))
    throws -> Client
  {
    let client = try daemon.client()
    try client.send(String(text.prefix(40_000)))
    return client
  }

  /// Whoever is answered this knows that the loop has looked at all others.
  private func settle(_ daemon: borrowing RunningDaemon) throws {
    var other = try daemon.client()
    for _ in 0..<3 {
      try other.call("ping")
      #expect(try other.result() == "ping ")
    }
  }

  @Test("half messages take no more than the budget, short ones are answered, and all get through in the end")
  func waiting() throws {
    let service = Self.service()
    let daemon = try RunningDaemon(service) { $0.memoryNanoseconds = .max / 4 }
    var clients = Queue<Client>()
    for _ in 0..<20 { clients.append(try half(daemon)) }
    try settle(daemon)
    #expect(service.metrics.memory.bytes > 1_500_000)
    let rest = String(Client.request("ping", Self.long).dropFirst(40_000)) + "\n"
    // The last one first: it is in the line, and waits until those before it are through.
    var waiting = Queue<Client>()
    while let client = clients.popFirst() {
      try client.send(rest)
      waiting.append(client)
    }
    while var client = waiting.popFirst() { #expect(try client.result()?.utf8.count == 60_005) }
    #expect(service.metrics.memory.mostBytes <= 4 << 20)
  }

  @Test("those that send half a message and no more are refused while others wait")
  func stalled() throws {
    let service = Self.service()
    let daemon = try RunningDaemon(service) { $0.memoryNanoseconds = 0 }
    var clients = Queue<Client>()
    for _ in 0..<20 { clients.append(try half(daemon)) }
    var last = try daemon.client()
    try last.call("ping", Self.long)
    #expect(try last.result()?.utf8.count == 60_005)
    guard var first = clients.popFirst() else { return }
    let answer = try first.answer()
    #expect(answer["error"]?["data"]?["kind"] == "limit")
    #expect(answer["id"] == .null)
    #expect(try first.line() == nil)
    #expect(service.metrics.memory.mostBytes <= 4 << 20)
  }

  @Test("nobody is refused for a half message while there is memory")
  func unhurried() throws {
    let daemon = try RunningDaemon(Self.service()) { $0.memoryNanoseconds = 0 }
    var client = try half(daemon)
    try settle(daemon)
    try client.send(String(Client.request("ping", Self.long).dropFirst(40_000)) + "\n")
    #expect(try client.result()?.utf8.count == 60_005)
  }

  @Test("a request whose tree would be too large is refused with its id, and its connection goes on")
  func tree() throws {
    let service = Self.service()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    let deep = String(repeating: "[", count: 50) + String(repeating: "]", count: 50)
    let params = Array(repeating: deep, count: 600).joined(separator: ",")
    try client.send("{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"ping\",\"params\":[\(params)]}\n")
    let answer = try client.answer()
    #expect(answer["id"] == "mine")
    #expect(answer["error"]?["data"]?["kind"] == "limit")
    try client.call("ping", "alive")
    #expect(try client.result() == "ping alive")
    #expect(service.metrics.memory.mostBytes <= 4 << 20)
  }

  @Test("calls that find no memory to wait in are refused, each by its id, and the others are done")
  func work() throws {
    let service = Self.service()
    service.gate.close()
    let daemon = try RunningDaemon(service)
    // Each of these small parts of a batch is much larger once it waits for a thread.
    let parts = [Client.request("slow", "1", id: 7)] + Array(repeating: "1", count: 999)
    var clients = Queue<Client>()
    for _ in 0..<20 {
      let client = try daemon.client()
      try client.send("[\(parts.joined(separator: ","))]\n")
      clients.append(client)
      try settle(daemon)
    }
    #expect(service.metrics.memory.mostBytes <= 4 << 20)
    service.gate.open()
    // Those that were refused were refused as a whole. The answers of the others grow while these others still hold memory:
    // so some of their parts may be refused, too.
    var refused = 0
    while var client = clients.popFirst() {
      let answers = try client.answer().array ?? []
      #expect(answers.map { $0["id"] } == [7] + Array(repeating: .null, count: 999))
      let limits = answers.count { $0["error"]?["data"]?["kind"] == "limit" }
      let others = answers.count { $0["result"] == "slow 1" || $0["error"]?["code"] == -32600 }
      #expect(limits + others == 1_000)
      if limits == 1_000 { refused += 1 }
    }
    #expect((1...18).contains(refused))
  }

  @Test("clients that take no answers are closed when their answers use up the memory")
  func unread() throws {
    let service = Self.service()
    let daemon = try RunningDaemon(service) { $0.memoryNanoseconds = 0 }
    var clients = Queue<Client>()
    for _ in 0..<30 {
      let client = try daemon.client()
      for _ in 0..<10 { try client.call("large", "200000") }
      clients.append(client)
      try settle(daemon)
    }
    #expect(service.metrics.memory.mostBytes <= 4 << 20)
    guard var first = clients.popFirst() else { return }
    while let line = try first.line() { #expect(line.utf8.count > 200_000) }
  }

  @Test("an answer of a lane that finds no memory becomes an error")
  func answer() throws {
    let service = Self.service(large: 1 << 20)
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.call("large", "3000000")
    #expect(try client.answer()["error"]?["data"]?["kind"] == "limit")
    try client.call("large", "300000")
    #expect(try client.result()?.utf8.count == 300_000)
  }

  @Test("all memory is returned wherever a connection ends", arguments: ["half", "answer", "writer", "lane", "line"])
  func release(state: String) throws {
    let service = Self.service(large: 8 << 20)
    let daemon = try RunningDaemon(service)
    do {
      let client = state == "half" ? try half(daemon) : try daemon.client()
      switch state {
      case "answer": try client.call("large", "3000000")
      case "writer":
        service.writerGate.close()
        try client.call("write", Self.long)
        #expect(service.journal.have("begin"))
      case "lane":
        service.gate.close()
        try client.call("slow", Self.long)
        service.started.pass()
      case "line":
        var others = Queue<Client>()
        for _ in 0..<8 { others.append(try half(daemon)) }
        try client.send(Self.long)
        try settle(daemon)
      default: try settle(daemon)
      }
      #expect(eventually { service.metrics.memory.bytes + service.metrics.largeMemory.bytes > 60_000 })
    }
    service.writerGate.open()
    service.gate.open()
    #expect(eventually { service.metrics.memory.bytes == 0 && service.metrics.largeMemory.bytes == 0 })
  }
}

@Suite("Memory for large messages")
struct LargeMessageTests {
  /// There is memory for one message of the greatest length, 4 MB, and none besides.
  private static func service(large: Int = 9_000_000) -> ScriptedService {
    var limits = Limits()
    (limits.messageBytes, limits.largeMemoryBytes) = (4 << 20, large)
    return ScriptedService(limits)
  }

  private static func text(_ name: String, _ count: Int) -> String {
    Client.request("write", name + String(repeating: "x", count: count)) + "\n"
  }

  @Test("a message that fits is answered, and its memory returned")
  func fits() throws {
    let service = Self.service()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    for _ in 0..<3 {
      try client.send(Self.text("a", 4_000_000))
      #expect(try client.result()?.utf8.count == 4_000_007)
    }
    #expect((8_000_000...9_000_000).contains(service.metrics.largeMemory.mostBytes))
    #expect(eventually { service.metrics.largeMemory.bytes == 0 })
  }

  @Test("a message that can never fit is refused, and its connection closed", arguments: [0, 4_000_000])
  func tooLong(large: Int) throws {
    let daemon = try RunningDaemon(Self.service(large: large))
    var client = try daemon.client()
    let text = Array(Self.text("a", 3_000_000).utf8)
    // The daemon closes before all is sent.
    _ = try? client.send(text)
    let answer = try client.answer()
    #expect(answer["error"]?["data"]?["kind"] == "limit")
    #expect(
      answer["error"]?["message"]?.string
        == "the message is too long for the memory of \(large) bytes that messages of its size share")
    #expect(try client.line() == nil)
  }

  @Test("half messages wait for each other in their order, and not for ever")
  func order() throws {
    let service = Self.service()
    let daemon = try RunningDaemon(service) { $0.memoryNanoseconds = .max / 4 }
    var first = try daemon.client()
    let text = Self.text("a", 3_000_000)
    try first.send(String(text.prefix(2_000_000)))
    // More than the ordinary buffer, so that the daemon asks for large memory.
    var second = try daemon.client()
    try second.send(String(Self.text("b", 3_000_000).prefix(1_150_000)))
    var third = try daemon.client()
    try third.send(String(Self.text("c", 3_000_000).prefix(1_150_000)))
    // The others' bytes are read only after the first message: a thread sends them.
    var senders = Queue<Thread>()
    for (number, name) in [(second.socket.number, "b"), (third.socket.number, "c")] {
      let socket = dup(number)
      senders.append(
        try Thread("sender \(name)") { Self.send(Self.text(name, 3_000_000), from: 1_150_000, to: socket) })
    }
    try first.send(String(text.dropFirst(2_000_000)))
    #expect(try first.result()?.utf8.count == 3_000_007)
    #expect(try second.result()?.utf8.count == 3_000_007)
    #expect(try third.result()?.utf8.count == 3_000_007)
    while let sender = senders.popFirst() { sender.join() }
    #expect(service.journal.all.compactMap { $0.dropFirst(6).first }.filter { "abc".contains($0) } == ["a", "b", "c"])
  }

  /// Sends the rest of a text, and closes the descriptor.
  private static func send(_ text: String, from start: Int, to number: Int32) {
    let socket = Descriptor(owning: number)
    var rest = Array(text.utf8.dropFirst(start))[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else {
        var entry = pollfd(fd: socket.number, events: Int16(POLLOUT), revents: 0)
        if errno != EAGAIN || poll(&entry, 1, Patience.milliseconds) <= 0 { return }
      }
    }
  }

  @Test("a half message that goes on no more makes room for those that wait")
  func stalled() throws {
    let daemon = try RunningDaemon(Self.service()) { $0.memoryNanoseconds = 0 }
    var first = try daemon.client()
    try first.send(String(Self.text("a", 3_000_000).prefix(2_000_000)))
    var second = try daemon.client()
    try second.send(Self.text("b", 3_000_000))
    #expect(try second.result()?.utf8.count == 3_000_007)
    #expect(try first.answer()["error"]?["data"]?["kind"] == "limit")
    #expect(try first.line() == nil)
  }

  @Test("no more wait than may wait")
  func crowded() throws {
    let daemon = try RunningDaemon(Self.service()) { $0.memoryWaitersMax = 1 }
    let first = try daemon.client()
    try first.send(String(Self.text("a", 3_000_000).prefix(2_000_000)))
    let second = try daemon.client()
    try second.send(String(Self.text("b", 3_000_000).prefix(1_150_000)))
    var third = try daemon.client()
    _ = try? third.send(Self.text("c", 3_000_000))
    #expect(
      try third.answer()["error"]?["message"]?.string
        == "too many connections wait for memory for messages of more than 1 MiB: try again")
    #expect(try third.line() == nil)
  }
}
