extension JSON: CustomStringConvertible {
  /// The compact text, in UTF-8.
  package func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// The compact text.
  package var description: String { String(decoding: encoded(), as: UTF8.self) }

  /// The text laid out for people: a member or element a line, without a newline at the end.
  package func pretty(indent: Int = 2) -> String {
    var bytes: [UInt8] = []
    appendPretty(to: &bytes, indent: max(indent, 0), depth: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func appendPretty(to bytes: inout [UInt8], indent: Int, depth: Int) {
    func startLine(_ depth: Int) {
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * depth))
    }
    switch self {
    case .array(let items) where !items.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (place, item) in items.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        startLine(depth + 1)
        item.appendPretty(to: &bytes, indent: indent, depth: depth + 1)
      }
      startLine(depth)
      bytes.append(UInt8(ascii: "]"))
    case .object(let object) where !object.members.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (place, member) in object.members.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        startLine(depth + 1)
        StringEscaping.append(member.key, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        member.value.appendPretty(to: &bytes, indent: indent, depth: depth + 1)
      }
      startLine(depth)
      bytes.append(UInt8(ascii: "}"))
    default:
      bytes.append(contentsOf: encoded())
    }
  }
}
