import Glibc
import JSON
import TestData
import Testing

@testable import Daemon

@Suite("A full disk")
struct FullDiskTests {
  private static func create(_ number: Int, address: String = "") -> String {
    "{\"jsonrpc\":\"2.0\",\"id\":\(number),\"method\":\"organization.create\","
      + "\"params\":{\"values\":{\"name\":\"organization \(number)\",\"address1\":\"\(address)\"}}}\n"
  }

  @Test(
    "takes only the change that does not fit: the others of its group are kept, and the daemon goes on",
    .enabled(if: RunningProgram.canMount, "needs leave to mount"))
  func onlyTheGuilty() throws {
    let folder = try TemporaryFolder()
    let disk = folder.path(of: "disk")
    try #require(mkdir(disk, 0o700) == 0)
    var program = try RunningProgram(
      ["--socket", folder.path(of: "s"), "--database", disk + "/db"], environment: ["PATH": "/bin:/usr/bin"],
      smallDisk: disk)
    try program.wait(for: "ready")
    var client = try Client(folder.path(of: "s"))
    let huge = String(repeating: "x", count: 6 << 20)
    try client.send(Self.create(1) + Self.create(2, address: huge) + Self.create(3))
    #expect(try client.answer()["result"]?["id"]?.integer != nil)
    let refusal = try client.answer()["error"]
    #expect(refusal?["data"]?["kind"] == "limit")
    #expect(refusal?["message"] == "the disk is full: nothing was changed")
    #expect(try client.answer()["result"]?["id"]?.integer != nil)

    try client.send(
      "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"organization.list\",\"params\":{\"fields\":[\"name\"]}}\n")
    #expect(
      try client.answer()["result"]?["items"] == [["name": "organization 1"], ["name": "organization 3"]])
    program.signal(SIGTERM)
    #expect(try program.end().status == 0)
  }
}
