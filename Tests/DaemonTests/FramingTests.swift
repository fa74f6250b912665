import Admin
import JSON
import Testing

@testable import Daemon

@Suite("Messages through a socket")
struct FramingTests {
  @Test("a request is answered wherever its bytes are cut")
  func boundaries() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    var other = try daemon.client()
    let bytes = Array((Client.request("ping", "é", id: 1) + "\n").utf8)
    for cut in 1..<bytes.count {
      try client.send(Array(bytes[..<cut]))
      // Whoever answers this has seen the first part.
      try other.call("ping")
      #expect(try other.result() == "ping ")
      try client.send(Array(bytes[cut...]))
      #expect(try client.result() == "ping é")
    }
  }

  @Test("pipelined requests are answered in order, whoever answers them")
  func pipelining() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    let methods = ["ping", "write", "read", "slow", "hash", "write", "write", "ping", "refuse", "lose", "ping"]
    let count = 40 * methods.count
    let text = (0..<count).map { Client.request(methods[$0 % methods.count], "\($0)", id: $0) + "\n" }.joined()
    try client.send(text)
    for id in 0..<count { #expect(try client.answer()["id"] == .integer(Int64(id))) }
  }

  @Test("a batch is answered as one array, without the notifications in it")
  func batch() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    let calls = [
      Client.request("ping", "a", id: 1), Client.request("ping", "b", id: nil), "7", Client.request("read", "c", id: 2),
    ]
    try client.send("[\(calls.joined(separator: ","))]\n")
    let answer = try client.answer().array ?? []
    #expect(answer.map { $0["id"] } == [.integer(1), .null, .integer(2)])
    #expect(answer[1]["error"]?["code"] == -32600)
    #expect(service.journal.all.isEmpty)
  }

  @Test("the writes of a batch up to a read are committed together, and the read is answered after that")
  func batchOfWrites() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    let calls = [("write", 1), ("write", 2), ("slow", 3), ("write", 4), ("ping", 5)]
    let text = calls.map { Client.request($0.0, "\($0.1)", id: $0.1) }.joined(separator: ",")
    try client.send("[\(text)]\n")
    #expect(try client.answer().array?.map { $0["id"]?.integer } == [1, 2, 3, 4, 5])
    #expect(
      service.journal.all == ["begin", "write 1", "write 2", "commit", "slow 3", "begin", "write 4", "commit"])
  }

  @Test("a batch of notifications, and a notification, are done and not answered")
  func notifications() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    let note = Client.request("write", "1", id: nil)
    try client.send("[\(note),\(note)]\n\(note)\n[\(Client.request("ping", id: nil))]\n")
    try client.call("ping", "end")
    #expect(try client.result() == "ping end")
    #expect(service.journal.all.filter { $0 == "write 1" }.count == 3)
  }

  @Test("whoever ends its input is answered, also a last line without a newline, and then closed")
  func halfClose() throws {
    let service = ScriptedService()
    service.gate.close()
    let daemon = try RunningDaemon(service)
    var client = try daemon.client()
    try client.send(Client.request("slow", "1") + "\n" + Client.request("write", "2"))
    client.endInput()
    service.gate.open()
    #expect(try client.result() == "slow 1")
    #expect(try client.result() == "write 2")
    #expect(try client.line() == nil)
  }

  @Test("a message that is too long gets one error, and the connection ends")
  func tooLong() throws {
    var limits = Limits()
    limits.messageBytes = 1_000
    let daemon = try RunningDaemon(ScriptedService(limits))
    var client = try daemon.client()
    try client.call("ping", "first")
    try client.send(String(repeating: "x", count: 1_002))
    #expect(try client.result() == "ping first")
    let answer = try client.answer()
    #expect(answer["error"]?["message"] == "the message is longer than 1000 bytes, which is the limit")
    #expect(answer["id"] == .null)
    #expect(try client.line() == nil)
  }

  @Test("a line of http gets one error, and the connection ends")
  func http() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    try client.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    #expect(try client.answer()["error"]?["message"]?.string?.contains("not http") == true)
    #expect(try client.line() == nil)
  }

  @Test("what is no json and no request is answered, and the connection goes on")
  func invalid() throws {
    let daemon = try RunningDaemon(ScriptedService())
    var client = try daemon.client()
    try client.send("{\n[]\n{\"id\":4}\n")
    try client.call("ping", "alive", id: 5)
    let codes = try (0..<3).map { _ in try client.answer()["error"]?["code"]?.integer }
    #expect(codes == [-32700, -32600, -32600])
    #expect(try client.result() == "ping alive")
  }

  @Test("the read-only socket does not trouble the writer")
  func readOnly() throws {
    let service = ScriptedService()
    let daemon = try RunningDaemon(service, isReadOnly: true)
    var client = try daemon.client()
    try client.call("write")
    #expect(try client.answer()["error"]?["data"]?["kind"] == "read_only")
    #expect(service.journal.all.isEmpty)
  }
}
