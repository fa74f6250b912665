import JSON
import JSONRPC
import TestData
import Testing

/// The exchange that vantage6-admin(7) shows.
@Suite("The exchange of the protocol's page") struct ManualExchangeTests {
  private struct Message {
    let isRequest: Bool
    var text: String
  }

  /// The messages, each on one line again.
  private static func messages() throws -> [Message] {
    let top = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let page = String(decoding: try TemporaryFolder.bytes(of: "\(top)/docs/man/vantage6-admin.7"), as: UTF8.self)
    let examples = page.split(separator: "\n").drop { $0 != ".Sh EXAMPLES" }.drop { $0 != ".Bd -literal" }.dropFirst()
    var messages: [Message] = []
    for line in examples.prefix(while: { $0 != ".Ed" }) {
      let line = String(line).replacing("\\(aq", with: "'").replacing("\\-", with: "-")
      if line.hasPrefix("-->") || line.hasPrefix("<--") {
        messages.append(Message(isRequest: line.hasPrefix("-->"), text: String(line.dropFirst(4))))
      } else {
        messages[messages.count - 1].text += " " + line.drop { $0 == " " }
      }
    }
    return messages
  }

  /// The value without what differs between callers and databases.
  private static func alike(_ json: JSON) -> JSON {
    switch json {
    case .array(let items): return .array(items.map(alike))
    case .object(let object):
      let varying = ["etag", "uid", "user", "version", "warnings"]
      return .object(
        JSON.Object(object.members.map { .init($0.key, varying.contains($0.key) ? "…" : alike($0.value)) }))
    default: return json
    }
  }

  @Test("a fresh database answers what the page shows")
  func exchange() throws {
    let messages = try Self.messages()
    #expect(messages.count == 12)
    var contract = try Contract()
    for (request, answer) in zip(messages, messages.dropFirst()) where request.isRequest {
      let call = try JSON(parsing: Array(request.text.utf8))
      let shown = try JSON(parsing: Array(answer.text.replacing("[...]", with: "[]").utf8))
      #expect(!answer.isRequest && shown["id"] == call["id"] && shown["jsonrpc"] == "2.0")
      let method = try #require(call["method"]?.string)
      let params = call["params"] ?? [:]
      if let error = shown["error"] {
        let refusal = try contract.fixture.refusal(method, params)
        let data = refusal.data ?? .null
        let given: JSON = ["code": .integer(Int64(refusal.code)), "message": .string(refusal.message), "data": data]
        #expect(error == given)
      } else {
        let result = try contract.call(method, params)
        #expect(Self.alike(shown["result"] ?? .null) == Self.alike(result))
      }
    }
  }
}
