/// The daemon's hint to accept a consequence, as a statement of the shell says it.
enum AcceptHint {
  /// `say accept 'root' to …` as `delete(accept=['root']) does it all the same`; other hints stay as they are.
  static func spelled(_ hint: String, _ method: String) -> String {
    let parts = hint.split(separator: "accept '", omittingEmptySubsequences: false).dropFirst()
    guard hint.hasPrefix("say accept '"), !parts.isEmpty else { return hint }
    let words = parts.map { "'" + $0.prefix { $0 != "'" } + "'" }
    return "\(method)(accept=[\(words.joined(separator: ", "))]) does it all the same"
  }
}
