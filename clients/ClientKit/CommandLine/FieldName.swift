import Vocabulary

/// Names of fields as people write them: ASCII letters, digits and `_`, and `x:` before the name of a column that
/// vantage6 does not have. Other colons end a name, since `:=` is an operator.
enum FieldName {
  /// Where the name ends that the text begins with; with `isPath`, the names that dots join.
  static func end(in text: Substring, isPath: Bool = false) -> Substring.Index {
    var (place, start) = (text.startIndex, text.startIndex)
    while place < text.endIndex {
      let next = text.index(after: place)
      switch text[place] {
      case ".":
        guard isPath else { return place }
        start = next
      case ":":
        guard text[start..<next] == ForeignName.prefix, next < text.endIndex, isPlain(text[next]) else { return place }
      case let character: if !isPlain(character) { return place }
      }
      place = next
    }
    return place
  }

  /// Whether the text is one name.
  static func isWhole(_ text: Substring) -> Bool { !text.isEmpty && end(in: text) == text.endIndex }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }
}
