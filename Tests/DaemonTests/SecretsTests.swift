import Admin
import JSON
import TestData
import Testing

@testable import Daemon

@Suite("The log")
struct SecretsTests {
  @Test("never holds a secret, whatever method or field it is given to, and in whatever broken way")
  func log() throws {
    let world = try World(hash: { "a hash of \($0.utf8.count) bytes" })
    var client = try world.daemon.client()
    func answer(_ line: String) throws -> JSON {
      try client.send(line)
      var answer = try client.answer()
      // Long work that takes its time says how far it is.
      while answer["method"] == "rpc.progress" { answer = try client.answer() }
      return answer
    }
    let document = try answer(World.call("rpc.discover"))["result"] ?? .null
    let sowing = SecretSowing(document, try answer(World.call("rpc.describe"))["result"] ?? .null)
    for call in sowing.calls {
      let told = try answer(World.call(call.method, call.params)).description
      #expect(!told.contains(SecretSowing.mark) && !told.contains("a hash of"), "\(told)")
    }
    let mark = SecretSowing.mark
    for broken in [
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.set_password\",\"params\":{\"password\":\"\(mark)\"",
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.set_password\",\"params\":{\"password\":\"\(mark)\\q\"}}",
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.set_password\",\"params\":\"\(mark)\"}",
      "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"user.set_password\",\"params\":[\"\(mark)\"]}",
      "{\"id\":{\"password\":\"\(mark)\"},\"method\":\"user.set_password\"}",
      World.call("user.set_pasword", ["password": .string(mark)]).dropLast().description,
      World.call("user.set_password", ["u", .string(mark), .string(mark), .string(mark), .string(mark), .string(mark)])
        .dropLast().description,
    ] {
      let told = try answer(broken + "\n").description
      #expect(told.contains("\"error\"") && !told.contains(mark), "\(told)")
    }
    let lines = world.daemon.log.all
    #expect(lines.count > 100)
    for line in lines { #expect(!line.contains(mark) && !line.contains("a hash of"), "\(line)") }
  }
}
