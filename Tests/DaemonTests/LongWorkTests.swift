import Admin
import Glibc
import JSON
import JSONRPC
import Linux
import TestData
import Testing

@testable import Daemon

@Suite("Long work")
struct LongWorkTests {
  @Test("its caller hears how far it is before the answer, and others are answered meanwhile")
  func progress() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service) { bounds in (bounds.lanes, bounds.longLanes) = (1, 1) }
    var client = try daemon.client()
    try client.call("long", "x", id: 7)
    let notice = try client.answer()
    #expect(notice["method"] == "rpc.progress" && notice["id"] == nil)
    let params = notice["params"]
    #expect(params?["id"] == 7 && params?["stage"] == "counting" && params?["unit"] == "checks")
    #expect(params?["done"] == 1 && params?["total"] == 4 && params?["rate"]?.integer != nil)
    // The only lane and the loop are free.
    var other = try daemon.client()
    for method in ["slow", "ping", "write"] {
      try other.call(method, "y")
      #expect(try other.result() == "\(method) y")
    }
    service.longGate.open()
    var answer = try client.answer()
    while answer["method"] != nil { answer = try client.answer() }
    #expect(answer["id"] == 7 && answer["result"] == "long x")
  }

  @Test("it ends when its client hangs up")
  func hangingUp() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service) { $0.longLanes = 1 }
    do {
      let client = try daemon.client()
      try client.call("long", "x")
      service.started.pass()
    }
    // The only lane for it is free again: otherwise this would never be answered.
    var other = try daemon.client()
    let file = try Self.file("text")
    try Self.send("file", id: 1, file, &other)
    #expect(try other.result() == "text")
  }

  @Test("a long change is prepared while others change things, and then written in its turn")
  func prepared() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service) { bounds in (bounds.lanes, bounds.longLanes) = (1, 1) }
    var client = try daemon.client()
    try client.send(Client.request("bulk", "x", id: 1) + "\n" + Client.request("ping", "behind", id: 2) + "\n")
    service.started.pass()
    var other = try daemon.client()
    for method in ["write", "hash"] {
      try other.call(method, "y")
      #expect(try other.result() == "\(method) y")
    }
    let notice = try client.answer()
    #expect(notice["method"] == "rpc.progress" && notice["params"]?["stage"] == "preparing")
    service.longGate.open()
    var answer = try client.answer()
    while answer["method"] != nil { answer = try client.answer() }
    #expect(answer["id"] == 1 && answer["result"] == "bulk x")
    #expect(try client.result() == "ping behind")
    let steps = service.journal.all.filter { $0.hasSuffix(" x") }
    #expect(steps.first == "prepare x" && steps.count == 2)
  }

  @Test("between the steps of a long change, the changes of others are made")
  func steps() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.send(Client.request("steps", "x", id: 1) + "\n" + Client.request("ping", "behind", id: 2) + "\n")
    service.started.pass()
    var other = try daemon.client()
    try other.call("write", "y")
    // The loop has read the call before, so that it waits for the writer.
    var third = try daemon.client()
    try third.call("ping", "z")
    #expect(try third.result() == "ping z")
    service.longGate.open()
    #expect(try other.result() == "write y")
    #expect(try client.result() == "steps x")
    #expect(try client.result() == "ping behind")
    let journal = service.journal.all.filter { $0.hasPrefix("step") || $0.hasPrefix("write") }
    #expect(journal == ["step 1", "write y", "step 2", "step 3", "step 4"])
  }

  @Test("a long change that is made in steps ends when its client hangs up")
  func abandonedSteps() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    do {
      let client = try daemon.client()
      try client.call("steps", "endless")
      service.started.pass()
    }
    service.longGate.open()
    service.cancelled.pass()
    var other = try daemon.client()
    try other.call("write", "y")
    #expect(try other.result() == "write y")
  }

  private static func file(_ text: String) throws -> Descriptor {
    let file = try NamelessFile.make(in: "/tmp")
    try Transfer.writeAll(text, to: file.number)
    return file
  }

  private static func send(
    _ method: String, id: Int, _ file: borrowing Descriptor, _ client: inout Client
  ) throws {
    let line = Array((Client.request(method, id: id) + "\n").utf8)
    let sent = line.withUnsafeBytes { SentFile.send(file.number, with: $0, to: client.socket.number) }
    #expect(sent == line.count)
  }

  @Test("a call that the writer reads behind a change keeps its file")
  func fileBehindChange() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    let lines = Array((Client.request("write", "x", id: 1) + "\n" + Client.request("file", id: 2) + "\n").utf8)
    let file = try Self.file("text")
    let sent = lines.withUnsafeBytes { SentFile.send(file.number, with: $0, to: client.socket.number) }
    #expect(sent == lines.count)
    #expect(try client.result() == "write x")
    #expect(try client.result() == "text")
  }

  @Test("a file belongs to the first call behind it that takes one")
  func files() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    try Self.send("file", id: 1, try Self.file("one"), &client)
    try Self.send("ping", id: 2, try Self.file("two"), &client)
    try client.call("file", id: 3)
    try client.call("file", id: 4)
    var results: [JSON: String] = [:]
    for _ in 0..<4 {
      let answer = try client.answer()
      results[answer["id"] ?? .null] = answer["result"]?.string
    }
    #expect(results == [1: "one", 2: "ping ", 3: "two", 4: "none"])
  }

  @Test("a client that takes no bytes misses notifications, none is cut, and the work goes on")
  func stalled() throws {
    var ends: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let near = Descriptor(owning: ends[0])
    let far = Descriptor(owning: ends[1])
    let teller = ProgressTeller(near.number, RawID(1), now: 0)
    let second: Int64 = 1_000_000_000
    for number in 1...20_000 { teller.tell(.init("s", Int64(number), of: nil, .bytes), at: Int64(number) * second) }
    #expect(!teller.unsent.isEmpty)
    var bytes = try Self.drain(far) + teller.unsent
    #expect(bytes.popLast() == UInt8(ascii: "\n"))
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    #expect(lines.count > 10 && lines.count < 20_000)
    for line in lines { #expect(try JSON(parsing: Array(line))["method"] == "rpc.progress") }
  }

  private static func drain(_ socket: borrowing Descriptor) throws -> [UInt8] {
    var (bytes, room) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
    while case let count = recv(socket.number, &room, room.count, Int32(MSG_DONTWAIT)), count > 0 {
      bytes += room[..<count]
    }
    return bytes
  }

  @Test("nothing is told before a tenth of a second, and then ten times a second at most")
  func rarely() throws {
    var ends: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let near = Descriptor(owning: ends[0])
    let far = Descriptor(owning: ends[1])
    let teller = ProgressTeller(near.number, RawID(1), now: 0)
    let millisecond: Int64 = 1_000_000
    for time in 1...350 { teller.tell(.init("s", Int64(time), of: 350, .keys), at: Int64(time) * millisecond) }
    let lines = try Self.drain(far).split(separator: UInt8(ascii: "\n"))
    let told = try lines.map { try JSON(parsing: Array($0))["params"] }
    #expect(told.map { $0?["done"]?.integer } == [100, 200, 300])
    #expect(told.last??["rate"]?.integer == 1_003)
  }
}
