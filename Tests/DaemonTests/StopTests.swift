import Glibc
import JSON
import Linux
import TestData
import Testing

@testable import Daemon

@Suite("Stopping")
struct StopTests {
  @Test("what was received is finished and answered, then the connections and the socket file go")
  func finishes() throws {
    let service = ScriptedService()
    service.gate.close()
    var daemon = try RunningDaemon(service)
    var slow = try daemon.client()
    var idle = try daemon.client()
    // As one message: a second one would be received only after the first call has ended.
    try slow.send(Client.request("slow", "1", id: 1) + "\n" + Client.request("write", "2", id: 2) + "\n")
    service.started.pass()
    try idle.call("ping")
    #expect(try idle.result() == "ping ")
    daemon.daemon.stop()
    #expect(try idle.line() == nil)
    // Nobody new is let in, while the old one is waited for.
    #expect(throws: SystemError("connect", code: ENOENT)) { _ = try Client(daemon.path) }
    service.gate.open()
    #expect(try slow.result() == "slow 1")
    #expect(try slow.result() == "write 2")
    #expect(try slow.line() == nil)
    daemon.join()
    #expect(daemon.folder.names.isEmpty)
  }

  @Test("the wait for what was accepted has an end")
  func bounded() throws {
    let service = ScriptedService()
    service.gate.close()
    var daemon = try RunningDaemon(service) { $0.stopSeconds = 0 }
    let client = try daemon.client()
    try client.call("slow")
    service.started.pass()
    daemon.daemon.stop()
    daemon.join()
    service.cancelled.pass()
    #expect(daemon.log.all.contains("1 connection did not finish in time"))
  }

  @Test("without a connection the daemon ends by itself, when it is told to")
  func idleExit() throws {
    var daemon = try RunningDaemon(ScriptedService()) { $0.idleExitSeconds = 1 }
    var client = try daemon.client()
    try client.call("ping")
    #expect(try client.result() == "ping ")
    close(consume client)
    daemon.join()
    #expect(daemon.log.all.contains("idle, stopping"))
  }

  private func close(_ client: consuming Client) {}
}
