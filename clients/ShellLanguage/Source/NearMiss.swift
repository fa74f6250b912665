/// The name that somebody probably meant.
package enum NearMiss {
  /// The closest of `candidates` to `name`, or nil where none is close enough to be meant.
  package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    let allowed = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars)
      guard other.count <= 64, abs(other.count - wanted.count) <= allowed else { continue }
      let found = distance(wanted, other)
      guard found <= allowed, found < other.count, !(found >= wanted.count) else { continue }
      if let best, (best.distance, best.name) <= (found, candidate) { continue }
      best = (found, candidate)
    }
    return best?.name
  }

  /// `did you mean 'x'?` for the closest candidate.
  package static func hint(_ name: String, among candidates: some Sequence<String>) -> String? {
    of(name, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// Edits between two words, where exchanging two neighbours is one edit.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
