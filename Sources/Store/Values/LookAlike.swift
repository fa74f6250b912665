@_spi(_Unicode) import Swift

/// Finds texts that differ but look the same.
enum LookAlike {
  /// Whether the text is printable ASCII without blanks around it, as most texts are. Such a text has only one Unicode
  /// form.
  static func isPlain(_ text: String) -> Bool {
    text.inBytes { bytes in
      bytes.allSatisfy { (0x20..<0x7F).contains($0) } && bytes.first != 0x20 && bytes.last != 0x20
    }
  }

  /// Other spellings of the text that look like it: composed, decomposed, and without the blanks around it.
  static func spellings(of text: String) -> [String] {
    guard !isPlain(text) else { return [] }
    let trimmed = self.trimmed(text)
    // The standard library's normal forms (Unicode annex 15) are not public. Comparing strings is, but it would read
    // every name for each new one.
    let forms = [trimmed, composed(trimmed), decomposed(trimmed), composed(text), decomposed(text)]
    var spellings: [String] = []
    for form in forms
    where !form.utf8.elementsEqual(text.utf8) && !spellings.contains(where: { $0.utf8.elementsEqual(form.utf8) }) {
      spellings.append(form)
    }
    return spellings
  }

  /// The same for all spellings that look alike: composed, and without the blanks around it.
  static func canonical(_ text: String) -> String { composed(trimmed(text)) }

  static func trimmed(_ text: String) -> String {
    String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  /// Whether the character is invisible and no blank: a control, a separator of lines or paragraphs, or a format
  /// character.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    // Joiners are part of the spelling of some languages, and of some emoji.
    case .format: return scalar.value != 0x200C && scalar.value != 0x200D
    default: return false
    }
  }

  static func isBlank(_ character: Character) -> Bool { character.isWhitespace }

  private static func composed(_ text: String) -> String { string(text._nfc) }
  private static func decomposed(_ text: String) -> String { string(text._nfd) }

  private static func string(_ scalars: some Swift.Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
