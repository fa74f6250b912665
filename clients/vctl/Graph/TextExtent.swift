import ClientKit

/// How wide text is at most in the fonts that browsers use for `sans-serif`, in units of the font's size. What a
/// browser has is not known here, so this is DejaVu Sans, which is wider than the others, and a little more.
enum TextExtent {
  static func of(_ text: String) -> Double { text.reduce(0) { $0 + of($1) } }

  private static func of(_ character: Character) -> Double {
    guard character.asciiValue != nil else {
      switch DisplayWidth.of(character) {
      case 0: return 0
      case 1: return 0.95
      default: return 1.4
      }
    }
    switch character {
    case " ": return 0.34
    case "f", "i", "j", "l", "r", "t", "I", "J", ".", ",", ":", ";", "'", "|", "!", "(", ")", "[", "]", "/", "\\", "-":
      return 0.43
    case "m", "w", "M", "W", "@", "%": return 1.05
    case "a"..."z", "0"..."9": return 0.66
    default: return 0.88
    }
  }

  /// The text, or its beginning and an ellipsis, of at most that extent.
  static func cut(_ text: String, to extent: Double) -> String {
    guard of(text) > extent else { return text }
    var (cut, used) = ("", 1.0)
    for character in text {
      used += of(character)
      guard used <= extent else { break }
      cut.append(character)
    }
    return cut + "…"
  }
}
