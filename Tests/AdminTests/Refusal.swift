import JSON
import JSONRPC
import Testing

extension RPCError {
  /// The word that clients act on.
  var kind: String? { data?["kind"]?.string }
  var field: String? { data?["field"]?.string }
  var hint: String? { data?["hint"]?.string }
}

/// Calls, and expects a refusal of that kind whose message has all of these words and no SQL or path.
func expectRefusal(
  _ kind: String, _ words: String..., of method: String, _ params: JSON, on fixture: inout Fixture,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let refusal = try fixture.refusal(method, params)
  #expect(refusal.kind == kind, "\(method): \(refusal.message)", sourceLocation: sourceLocation)
  for word in words { #expect(refusal.message.contains(word), sourceLocation: sourceLocation) }
  for word in ["SELECT", "sqlite", "/tmp", "?1", " t0"] {
    #expect(!refusal.message.contains(word), sourceLocation: sourceLocation)
  }
}

extension JSON {
  /// The words for all consequences that a call can accept.
  static let everything: JSON = ["default_role", "root"]
}
