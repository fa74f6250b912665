/// Text in lines that have room on a terminal, broken at blanks.
package struct WrappedText {
  package private(set) var lines: [String] = [""]
  private let width: Int
  private let hanging: String

  /// - Parameters:
  ///   - width: in columns; a longer word stands on a line of its own.
  ///   - hanging: by how many blanks the lines after the first are indented.
  ///   - keepsQuoted: what stands between single quotes is not broken: it may be a command to copy.
  package init(_ text: String, width: Int, hanging: Int = 0, keepsQuoted: Bool = false) {
    (self.width, self.hanging) = (width, String(repeating: " ", count: hanging))
    var part = ""
    for word in text.split(separator: " ") {
      part += (part.isEmpty ? "" : " ") + word
      guard !keepsQuoted || Self.isWhole(part) else { continue }
      add(part)
      part = ""
    }
    for word in part.split(separator: " ") { add(String(word)) }
  }

  /// Whether each quote before a word has one behind a word; apostrophes stand within words.
  private static func isWhole(_ part: String) -> Bool {
    let words = part.split(separator: " ")
    let begun = words.count { $0.first == "'" || $0.hasPrefix("('") }
    let ended = words.count { $0.dropFirst().last { !".,:;?!)".contains($0) } == "'" }
    return begun <= ended
  }

  private mutating func add(_ part: String) {
    let last = lines[lines.count - 1]
    if last.isEmpty {
      lines[lines.count - 1] = part
    } else if DisplayWidth.of(last) + 1 + DisplayWidth.of(part) <= width {
      lines[lines.count - 1] = last + " " + part
    } else {
      lines.append(hanging + part)
    }
  }
}
