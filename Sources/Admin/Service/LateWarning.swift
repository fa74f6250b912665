package import JSON

/// A warning about a change that was found after its commit, when its answer was already written.
package struct LateWarning: Sendable, Equatable {
  /// The call, counted from 0 among those of the transaction.
  package let call: Int
  package let sentence: String

  package init(call: Int, sentence: String) { (self.call, self.sentence) = (call, sentence) }
}

extension LateWarning {
  /// Adds warnings to those of an answer. What is no object has none.
  package static func add(_ sentences: [String], to response: JSON) -> JSON {
    guard var object = response.object, var result = object["result"]?.object else { return response }
    result["warnings"] = .array((result["warnings"]?.array ?? []) + sentences.map { .string($0) })
    object["result"] = .object(result)
    return .object(object)
  }
}
