/// Finds the name that somebody probably meant.
package enum NearMiss {
  /// The candidate nearest to `text`, if it is near enough to be a slip: at most a third of its letters are changed,
  /// added, left out or swapped with a neighbour (the optimal string alignment distance), or `text` is a beginning of
  /// it.
  package static func of(_ text: String, among candidates: some Sequence<String>) -> String? {
    let text = Array(text.lowercased().unicodeScalars)
    guard !text.isEmpty, text.count <= 64 else { return nil }
    var best: (name: String, distance: Int)?
    for name in candidates {
      let letters = Array(name.lowercased().unicodeScalars)
      let allowed = max(1, max(text.count, letters.count) / 3)
      guard letters != text else { return name }
      let isBeginning = text.count >= 3 && letters.starts(with: text)
      guard isBeginning || abs(letters.count - text.count) <= allowed else { continue }
      let distance = isBeginning ? 1 : self.distance(text, letters)
      if distance <= allowed, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// `: did you mean 'name'?`, or nothing.
  package static func question(_ text: String, among candidates: some Sequence<String>) -> String {
    of(text, among: candidates).map { question($0) } ?? ""
  }

  /// `: did you mean 'name'?`
  package static func question(_ name: String) -> String { ": did you mean '\(name)'?" }

  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in 1...max(a.count, 1) where !a.isEmpty {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...max(b.count, 1) where !b.isEmpty {
        let change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(change, above[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
      }
      (before, above) = (above, row)
    }
    return above[b.count]
  }
}
