package import JSON

/// Natural keys, one a line, as the command line takes them; ids where there are none.
package struct NameFormat: Format {
  private let key: [String]
  private let style: Style

  package init(_ key: [String], _ style: Style) { (self.key, self.style) = (key, style) }

  package mutating func add(_ items: [JSON], to text: inout String) {
    for item in items { text += style.safe(name(item)) + "\n" }
  }

  package mutating func finish(_ text: inout String) {}
  package mutating func record(_ value: JSON, to text: inout String) { add([value], to: &text) }

  private func name(_ item: JSON) -> String {
    let parts = key.compactMap { item[$0]?.string }
    if !key.isEmpty, parts.count == key.count { return parts.joined(separator: ":") }
    return item["id"].map { Cell.text($0) } ?? Cell.text(item)
  }
}
