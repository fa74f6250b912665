import Admin
import Engine
import JSON
import JSONRPC
import TestData
import Testing

@Suite struct SecretsTests {
  @Test(
    "no answer, error or audit record ever holds a secret, whatever method or field it is given to",
    arguments: [2, 3, 4])
  func neverTold(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    var told: [String] = []
    let sowing = SecretSowing(try fixture.call("rpc.discover"), try fixture.call("rpc.describe"))
    #expect(
      sowing.methods.isSuperset(of: [
        "user.create", "user.update", "user.set_password", "user.check_password", "node.create", "node.update",
        "node.check_api_key", "node.find_by_api_key",
      ]))
    #expect(sowing.fields.isSuperset(of: ["user.password", "user.otp_secret", "node.api_key"]) || generation == 2)
    func call(_ call: SecretSowing.Call) throws {
      do { told.append(try fixture.call(call.method, call.params).description) } catch let error as RPCError {
        told.append("\(error.message) \(error.data ?? .null)")
      }
    }
    for one in sowing.calls { try call(one) }
    for answer in told {
      // A fresh key is told once, by the call that made it: none is made here.
      #expect(!answer.contains(SecretSowing.mark), "\(answer)")
      #expect(!answer.contains("hash of"), "\(answer)")
    }
    // They did arrive: what is not told was stored.
    let stored = try PlainSession(fixture.path).rows(
      "SELECT changes FROM vantage6_admin_audit WHERE changes LIKE '%\(SecretSowing.mark)%'")
    #expect(!stored.isEmpty)
  }
}
