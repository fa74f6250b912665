/// Follows brackets and strings from line to line.
struct LineTracker {
  private var brackets = 0
  /// The quote of an open triple-quoted string.
  private var quote: Character?
  private var isContinued = false

  var isAtTopLevel: Bool { brackets == 0 && quote == nil && !isContinued }
  var isInString: Bool { quote != nil }

  mutating func read(_ line: Substring) {
    isContinued = false
    var rest = line
    while let character = rest.first {
      if let open = quote {
        let closes = rest.hasPrefix(String(repeating: String(open), count: 3))
        if closes { quote = nil }
        rest = rest.dropFirst(closes ? 3 : character == "\\" ? 2 : 1)
        continue
      }
      switch character {
      case "#": return
      case "\\" where rest.count == 1: isContinued = true
      case "(", "[", "{": brackets += 1
      case ")", "]", "}": brackets = max(0, brackets - 1)
      case "'", "\"":
        guard rest.hasPrefix(String(repeating: String(character), count: 3)) else {
          rest = Self.afterString(rest, character)
          continue
        }
        quote = character
        rest = rest.dropFirst(2)
      default: break
      }
      rest = rest.dropFirst()
    }
  }

  /// What follows a string of one line.
  private static func afterString(_ text: Substring, _ quote: Character) -> Substring {
    var rest = text.dropFirst()
    while let character = rest.first {
      rest = rest.dropFirst(character == "\\" ? 2 : 1)
      if character == quote { break }
    }
    return rest
  }
}
