import ClientKit
import JSON
import Vocabulary

/// What a method did that answers lists of what it changed: `{killed: [4, 5]}`.
enum ChangeSentences {
  /// - Returns: nil for a method that answers something else.
  static func of(_ answer: JSON, _ method: MethodDescription, _ style: Style) -> String? {
    guard method.access == .write, method.answer == .object, let members = answer.object?.members, !members.isEmpty,
      members.allSatisfy({ $0.value.array != nil })
    else { return nil }
    let told = members.compactMap { member -> String? in
      guard let items = member.value.array, !items.isEmpty else { return nil }
      let names = Cell.text(member.value, separator: ", ")
      let kind = method.ids[member.key].map { entity in
        let words = entity.replacing("_", with: " ")
        return items.count == 1 ? words : Wording.plural(words)
      }
      // The name of a list says what its records are, or what happened to them.
      let label = kind.map { $0 == member.key || Wording.plural($0) == member.key ? $0 : "\(member.key) \($0)" }
      return style.safe("\(label ?? member.key): \(names)") + "\n"
    }
    return told.isEmpty ? "nothing changed\n" : told.joined()
  }
}
