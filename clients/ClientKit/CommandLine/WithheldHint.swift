package import JSON
package import Vocabulary

/// The way to bring back the secrets that an undo left as they are, in the words of a client.
package enum WithheldHint {
  /// - Parameter spelled: how the client writes a parameter of the method.
  /// - Returns: a sentence for each way, and none where nothing was withheld.
  package static func all(in answer: JSON, _ spelled: (Remedy) -> String) -> [String] {
    var hints: [String] = []
    for secret in answer["withheld"]?.array ?? [] {
      guard let change = secret["change"]?.integer else { continue }
      let remedies: [Remedy] = secret["cascade"] == true ? [.cascade, .restoreSecrets] : [.restoreSecrets]
      let again = remedies.map(spelled).joined(separator: " and ")
      let first = secret["undo"]?.integer.map { "undo change \($0) first, then undo" } ?? "undo"
      let hint = "\(first) change \(change) with \(again) to bring the old one back"
      if !hints.contains(hint) { hints.append(hint) }
    }
    return hints
  }
}
