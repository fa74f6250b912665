@_spi(_Unicode) import Swift

/// Texts that differ and look the same.
enum LookAlike {
  /// Whether it is printable ASCII without blanks around it, as most texts are: that has one spelling, which anybody can
  /// see.
  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && text.utf8.first != 0x20 && text.utf8.last != 0x20
  }

  /// Other spellings of the text that look like it: composed, decomposed, and without the blanks around it.
  static func spellings(of text: String) -> [String] {
    guard !isPlain(text) else { return [] }
    let trimmed = self.trimmed(text)
    // The standard library keeps its normal forms (Unicode annex 15) for itself; comparing strings, which everybody may,
    // would mean to read every name for each new one.
    let forms = [trimmed, composed(trimmed), decomposed(trimmed), composed(text), decomposed(text)]
    var spellings: [String] = []
    for form in forms
    where !form.utf8.elementsEqual(text.utf8) && !spellings.contains(where: { $0.utf8.elementsEqual(form.utf8) }) {
      spellings.append(form)
    }
    return spellings
  }

  static func trimmed(_ text: String) -> String {
    String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  /// Whether a person sees nothing where the character stands: blanks, controls, and what only shapes its neighbours.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    // Joiners belong to the spelling of some languages, and to some pictures.
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
