package import JSON
import Vocabulary

/// A record with others below it, as a person reads it: a line each, drawn under the one that it belongs to.
package struct TreeText {
  private let entity: EntityDescription
  private let style: Style
  private var text = ""

  /// - Returns: nil unless records of its own kind stand in the record.
  package static func of(_ record: JSON, _ entity: EntityDescription, _ style: Style) -> String? {
    let isTree = record.object?.members.contains { member in
      member.value.array != nil && entity.relation(member.key)?.target == entity.name
    }
    guard isTree == true else { return nil }
    var tree = TreeText(entity, style)
    tree.add(record, entity.name, mark: "", margin: "")
    return tree.text
  }

  private init(_ entity: EntityDescription, _ style: Style) { (self.entity, self.style) = (entity, style) }

  /// - Parameters:
  ///   - mark: what stands before the record.
  ///   - margin: what stands before the records below it.
  private mutating func add(_ record: JSON, _ kind: String, mark: String, margin: String) {
    guard let object = record.object else { return }
    var below: [(kind: String, record: JSON)] = []
    var values: [JSON.Member] = []
    for member in object.members where member.key != "id" {
      if kind == entity.name, let records = member.value.array, let relation = entity.relation(member.key) {
        below += records.map { (relation.target, $0) }
      } else {
        values.append(member)
      }
    }
    let words = kind.replacing("_", with: " ") + " " + (object["id"].map { Cell.text($0) } ?? "")
    text += line(mark, words, values) + "\n"
    for (place, (kind, record)) in below.enumerated() {
      let isLast = place == below.count - 1
      add(record, kind, mark: margin + (isLast ? "└─ " : "├─ "), margin: margin + (isLast ? "   " : "│  "))
    }
  }

  /// `├─ task 1  average  completed`. Where there is not enough room, names are cut, not the state.
  private func line(_ mark: String, _ words: String, _ values: [JSON.Member]) -> String {
    let state = values.first { value in entity.field(value.key)?.hasTones == true && value.value.string != nil }
    let names = values.compactMap { value -> String? in
      switch value.value {
      case .null: return nil
      // A state says more.
      case .bool(let flag): return state == nil ? (flag ? "" : "not ") + value.key : nil
      case .string where value.key == state?.key: return nil
      case .string, .object: return style.safe(Cell.text(value.value))
      default: return style.safe("\(value.key): \(Cell.text(value.value, separator: ", "))")
      }
    }
    let status = state.map { "  " + style.safe(Cell.text($0.value)) } ?? ""
    var (mark, name) = (mark, names.map { "  " + $0 }.joined())
    if let width = style.width {
      let half = max(width / 2, 1)
      if mark.count > half { mark = "…" + mark.suffix(half - 1) }
      let room = width - mark.count - DisplayWidth.of(words) - DisplayWidth.of(status)
      name = DisplayWidth.cut(name, to: max(room, 0))
    }
    let start = cut(mark + words + name, after: "")
    return start + style.paint(cut(status, after: start), look(of: state))
  }

  private func cut(_ text: String, after before: String) -> String {
    style.width.map { DisplayWidth.cut(text, to: max($0 - DisplayWidth.of(before), 0)) } ?? text
  }

  private func look(of state: JSON.Member?) -> Style.Look? {
    guard let state, let word = state.value.string else { return nil }
    return switch entity.field(state.key)?.tone(of: word) {
    case .good: .green
    case .busy: .yellow
    case .bad: .red
    case .idle, nil: nil
    }
  }
}
