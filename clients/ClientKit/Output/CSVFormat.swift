package import JSON

/// Comma-separated values (RFC 4180), lines ended by a line feed alone, as Unix tools expect. Null is nothing, and an
/// empty text is `""`.
package struct CSVFormat: Format {
  private var columns: [Column]
  private let style: Style
  private var isBegun = false

  package init(_ columns: [Column], _ style: Style) { (self.columns, self.style) = (columns, style) }

  package mutating func add(_ items: [JSON], to text: inout String) {
    if columns.isEmpty, let members = items.first?.object?.members { columns = members.map { Column($0.key) } }
    begin(&text)
    for item in items { line(columns.map { field(item.at($0.path) ?? .null) }, &text) }
  }

  package mutating func finish(_ text: inout String) { begin(&text) }

  package mutating func record(_ value: JSON, to text: inout String) {
    guard value.object != nil else {
      text += field(value) + "\n"
      return
    }
    add([value], to: &text)
  }

  private mutating func begin(_ text: inout String) {
    guard !isBegun else { return }
    isBegun = true
    if style.hasHeader, !columns.isEmpty { line(columns.map { field(.string($0.path)) }, &text) }
  }

  private func line(_ fields: [String], _ text: inout String) {
    text += fields.joined(separator: ",")
    text += "\n"
  }

  private func field(_ value: JSON) -> String {
    let text = style.safe(Cell.text(value), keepLines: true)
    if text.isEmpty { return value == "" ? "\"\"" : "" }
    let isPlain = text.utf8.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != 0x0A && byte != 0x0D
    }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
