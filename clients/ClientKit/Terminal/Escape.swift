/// What keeps data from acting on a terminal: control characters (also those of ISO 6429's second set) and the marks
/// that reorder or hide text are written as escapes.
package enum Escape {
  /// - Parameter keepLines: leaves line feeds and tabs as they are.
  package static func controls(in text: String, keepLines: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: { isHarmful($0, keepLines) }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar, keepLines) {
        escaped += name(scalar)
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  static func isHarmful(_ scalar: Unicode.Scalar, _ keepLines: Bool) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: !keepLines
    case 0x20..<0x7F: false
    case 0..<0x20, 0x7F..<0xA0: true
    // Line and paragraph separators, directional marks, embeddings, overrides and isolates, and the byte order mark.
    case 0x2028...0x202E, 0x200E, 0x200F, 0x061C, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    case "\u{1B}": "\\e"
    default: scalar.value < 0x100 ? "\\x" + hex(scalar.value, 2) : "\\u{" + hex(scalar.value, 4) + "}"
    }
  }

  static func hex(_ number: UInt32, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
