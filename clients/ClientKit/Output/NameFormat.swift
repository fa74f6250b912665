package import JSON

/// Natural keys, one a line, as the command line takes them; ids where there are none. Of an answer about no record, the
/// only value that it has, and of one with several, nothing.
package struct NameFormat: Format {
  private let key: [String]
  private let style: Style

  package init(_ key: [String], _ style: Style) { (self.key, self.style) = (key, style) }

  package mutating func add(_ items: [JSON], to text: inout String) {
    for name in items.flatMap(names) { text += style.safe(name) + "\n" }
  }

  package mutating func finish(_ text: inout String) {}
  package mutating func record(_ value: JSON, to text: inout String) { add([value], to: &text) }

  private func names(_ item: JSON) -> [String] {
    let parts = key.compactMap { item[$0]?.string }
    if !key.isEmpty, parts.count == key.count { return [parts.joined(separator: ":")] }
    if let id = item["id"] { return [Cell.text(id)] }
    guard let object = item.object else { return [Cell.text(item)] }
    guard object.members.count == 1, let value = object.members.first?.value else { return [] }
    return value.array?.flatMap(names) ?? (value.object == nil ? [Cell.text(value)] : [])
  }
}
