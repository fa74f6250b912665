package import JSON

/// A record with others below it, as a person reads it: a line each, indented under the one that it belongs to.
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
    tree.add(record, entity.name, depth: 0)
    return tree.text
  }

  private init(_ entity: EntityDescription, _ style: Style) { (self.entity, self.style) = (entity, style) }

  /// `task 1  name: average, status: completed`, and what is below it.
  private mutating func add(_ record: JSON, _ kind: String, depth: Int) {
    guard let object = record.object else { return }
    let words = kind.replacing("_", with: " ") + " " + (object["id"].map { Cell.text($0) } ?? "")
    var below: [(kind: String, records: [JSON])] = []
    var values: [String] = []
    for member in object.members where member.key != "id" {
      if kind == entity.name, let records = member.value.array, let relation = entity.relation(member.key) {
        below.append((relation.target, records))
      } else if !member.value.isNull {
        values.append("\(member.key): \(Cell.text(member.value, separator: ", "))")
      }
    }
    let line = words + (values.isEmpty ? "" : "  " + values.joined(separator: ", "))
    text += String(repeating: "  ", count: depth) + style.safe(line) + "\n"
    for (kind, records) in below {
      for record in records { add(record, kind, depth: depth + 1) }
    }
  }
}
