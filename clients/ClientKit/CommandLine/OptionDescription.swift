import JSON

/// An option of a command: what help prints, and what parsing needs.
package struct OptionDescription: Sendable {
  /// Without the dashes in front; words are joined by `-`.
  package let name: String
  package let short: Character?
  /// What stands for its value in help; nil for a flag.
  package let placeholder: String?
  package let isRepeatable: Bool
  package let help: String

  package init(
    _ name: String, short: Character? = nil, takes placeholder: String? = nil, repeatable: Bool = false, _ help: String
  ) {
    (self.name, self.short, self.placeholder, self.help) = (name, short, placeholder, help)
    isRepeatable = repeatable
  }

  /// `-o, --output FORMAT`
  package var synopsis: String {
    let long = "--\(name)" + (placeholder.map { " \($0)" } ?? "")
    return short.map { "-\($0), \(long)" } ?? "    \(long)"
  }
}

extension OptionDescription {
  /// Of commands that are no method of an entity, and change something.
  package static let accept = OptionDescription(
    "accept", takes: "WORD", repeatable: true,
    "Accept the consequence that a refusal names with this word; several with commas.")

  /// The option that a method's parameter becomes; nil for one that the command line says in another way (the key, the
  /// values, the conditions).
  package init?(_ parameter: ParameterDescription) {
    guard [.value, .words, .document].contains(parameter.role) else { return nil }
    var notes: [String] = []
    if !parameter.values.isEmpty { notes.append(parameter.values.joined(separator: ", ")) }
    if parameter.kind == .moment { notes.append("such as 2026-11-01, or 90d for 90 days ago") }
    if parameter.isRequired { notes.append("required") }
    if let fallback = parameter.fallback, fallback != .bool(false) { notes.append("default \(Cell.text(fallback))") }
    self.init(
      parameter.name.replacing("_", with: "-"), short: parameter.name == "dry_run" ? "n" : nil,
      takes: parameter.kind == .boolean ? nil : Self.placeholder(parameter), repeatable: parameter.role == .words,
      parameter.help + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"))
  }

  private static func placeholder(_ parameter: ParameterDescription) -> String {
    if parameter.role == .words { return "WORD" }
    if parameter.role == .document { return "FILE" }
    return switch parameter.kind {
    case .integer: "N"
    case .moment: "MOMENT"
    case .json: "JSON"
    case .enumeration: "WORD"
    default: "TEXT"
    }
  }
}
