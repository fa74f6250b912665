import Admin
import JSON
import JSONRPC
import SQLite
import TestData
import Testing

@Suite struct SecretsTests {
  private static let mark = "S3cret-mark-1!"

  @Test("no answer, error or audit record ever holds a secret", arguments: [2, 3, 4])
  func neverTold(generation: Int) throws {
    var fixture = try Fixture(generation: generation)
    var told: [JSON] = []
    func call(_ method: String, _ params: JSON) throws {
      do { told.append(try fixture.call(method, params)) } catch let error as RPCError {
        told.append([.string(error.message), error.data ?? .null])
      }
    }
    let mark = JSON.string(Self.mark)
    try call("organization.create", ["values": ["name": "A"]])
    try call("user.create", ["values": ["username": "u", "password": mark, "organization": "A"]])
    try call("user.create", ["values": ["username": "u", "password": mark]])
    try call("user.create", ["values": ["username": "v", "password": [mark]]])
    try call("user.update", ["username": "u", "values": ["otp_secret": mark]])
    try call("user.update", ["username": "u", "values": ["otp_secret": ["x": mark], "password": mark]])
    try call("user.set_password", ["username": "u", "password": mark, "strict": true])
    try call("user.check_password", ["username": "u", "password": mark])
    try call("node.create", ["values": ["name": "n", "organization": "A", "api_key": mark]])
    try call("node.check_api_key", ["name": "n", "api_key": mark])
    try call("node.find_by_api_key", ["api_key": mark])
    try call("user.list", ["where": ["password": mark]])
    try call("user.list", ["where": ["password": ["like": mark]]])
    try call("user.list", ["fields": ["password"]])
    try call("node.list", ["fields": ["api_key"], "order": ["api_key"]])
    try call("user.update", ["username": "u", "values": ["password": "another"], "dry_run": true])
    try call("user.delete", ["username": "u"])
    try call("node.delete", ["name": "n", "dry_run": true])
    for method in ["user.list", "user.get", "node.list", "node.get", "audit.list", "audit.undo", "rpc.discover"] {
      try call(method, method.hasSuffix("get") ? ["id": 2] : [:])
    }
    try call("audit.undo", ["restore_secrets": true, "dry_run": true])
    for answer in told {
      let text = answer.description
      #expect(!text.contains(Self.mark), "\(text)")
      #expect(!text.contains("hash of"), "\(text)")
    }
  }
}
