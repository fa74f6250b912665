/// The words, names and marks of an SQL text, without blanks and comments (sqlite.org/lang.html).
package struct SQLTokens {
  package enum Kind { case word, quoted, mark }

  package struct Token {
    package let kind: Kind
    package let range: Range<Int>
  }

  package let bytes: [UInt8]
  package private(set) var tokens: [Token] = []

  package init(_ text: String) {
    bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      let start = place
      switch bytes[place] {
      case 0...32: place += 1
      case UInt8(ascii: "-") where follows(UInt8(ascii: "-"), place): place = end(of: [10], from: place + 2)
      case UInt8(ascii: "/") where follows(UInt8(ascii: "*"), place): place = end(of: Array("*/".utf8), from: place + 2)
      case UInt8(ascii: "["):
        place = end(of: [UInt8(ascii: "]")], from: place + 1)
        tokens.append(Token(kind: .quoted, range: start..<place))
      case let mark where Self.quotes.contains(mark):
        place = endOfQuoted(mark, from: place + 1)
        tokens.append(Token(kind: .quoted, range: start..<place))
      case let byte where Self.isWord(byte):
        while place < bytes.count, Self.isWord(bytes[place]) { place += 1 }
        tokens.append(Token(kind: .word, range: start..<place))
      default:
        place += 1
        tokens.append(Token(kind: .mark, range: start..<place))
      }
    }
  }

  private static let quotes = Array("'\"`".utf8)

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 128 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || (48...57).contains(byte)
      || (65...90).contains(byte) || (97...122).contains(byte)
  }

  private func follows(_ byte: UInt8, _ place: Int) -> Bool { place + 1 < bytes.count && bytes[place + 1] == byte }

  /// The place after the next occurrence of the mark, or the end.
  private func end(of mark: [UInt8], from start: Int) -> Int {
    var place = start
    while place + mark.count <= bytes.count {
      if bytes[place..<place + mark.count].elementsEqual(mark) { return place + mark.count }
      place += 1
    }
    return bytes.count
  }

  /// The place after the closing mark. A doubled mark stands for itself.
  private func endOfQuoted(_ mark: UInt8, from start: Int) -> Int {
    var place = start
    while place < bytes.count {
      if bytes[place] == mark {
        guard follows(mark, place) else { return place + 1 }
        place += 1
      }
      place += 1
    }
    return bytes.count
  }
}

extension SQLTokens {
  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  package func isMark(_ mark: Character, _ place: Int) -> Bool {
    tokens[place].kind == .mark && mark.asciiValue == bytes[tokens[place].range.lowerBound]
  }

  /// The keyword or unquoted name, in capitals; nil for anything else.
  package func word(_ place: Int) -> String? {
    guard tokens.indices.contains(place), tokens[place].kind == .word else { return nil }
    return text(tokens[place].range).uppercased()
  }

  /// The name that a token writes, without its quotes.
  package func name(_ place: Int) -> String {
    let written = text(tokens[place].range)
    guard tokens[place].kind == .quoted, let mark = written.first else { return written }
    let inner = String(written.dropFirst().dropLast())
    return mark == "[" ? inner : inner.replacing("\(mark)\(mark)", with: String(mark))
  }
}
