import ClientKit
import JSON
import ShellLanguage

/// A change as the audit log has it.
final class HistoryEntry: HostObject {
  private let json: JSON

  init(_ json: JSON) { self.json = json }

  var typeName: String { "Change" }

  func representation() throws(ShellError) -> String {
    let program = json["program"]?.string.map { " with \($0)" } ?? ""
    return "<Change \(json["seq"]?.integer ?? 0): \(json["at"]?.string ?? "") \(json["method"]?.string ?? "") "
      + "\(json["entity"]?.string ?? "") \(Cell.identified(json["id"] ?? 0, json["name"]?.string)) by \(ChangeAuthor.name(json))\(program)\(difference)>"
  }

  private var difference: String {
    let (before, after) = (json["before"]?.object, json["after"]?.object)
    guard let after else { return ", deleted" }
    guard let before else { return ", made" }
    let parts = after.members.compactMap { member -> String? in
      guard let old = before[member.key], old != member.value else { return nil }
      guard let (gone, came) = old.array.flatMap({ old in member.value.array.map { (old, $0) } }) else {
        return "\(member.key): \(Self.shown(old)) → \(Self.shown(member.value))"
      }
      let changes = came.map { " +" + Cell.identified($0) } + gone.map { " -" + Cell.identified($0) }
      return "\(member.key):\(changes.joined())"
    }
    return parts.isEmpty ? ", changed" : ", " + parts.joined(separator: ", ")
  }

  private static func shown(_ value: JSON) -> String {
    value.object?["id"] == nil ? value.description : Cell.identified(value)
  }

  func attributeNames() -> [String] { json.object?.members.map(\.key).sorted() ?? [] }

  func attribute(_ name: String) throws(ShellError) -> Value? {
    switch json[name] {
    case .integer(let number)?: .int(number)
    case .string(let text)?: .text(text)
    case .null?: Value.none
    case let other?: .text(other.description)
    case nil: nil
    }
  }
}
