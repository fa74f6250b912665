/// The grammar of RFC 8259 written down rule by rule, slowly and without cleverness: what the parser is compared with.
/// Beyond the grammar it knows the parser's own rules: depth, whole characters, numbers in range.
struct Grammar {
  private let bytes: [UInt8]
  private let maxDepth: Int
  private var place = 0

  static func accepts(_ bytes: [UInt8], maxDepth: Int = 64) -> Bool {
    // Checking the text as a whole is enough: outside strings only ASCII is accepted.
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var grammar = Grammar(bytes: bytes, maxDepth: maxDepth)
    return grammar.value(depth: 0) && grammar.place == bytes.count
  }

  private init(bytes: [UInt8], maxDepth: Int) { (self.bytes, self.maxDepth) = (bytes, maxDepth) }

  private var byte: Character? { place < bytes.count ? Character(Unicode.Scalar(bytes[place])) : nil }

  private mutating func take(_ wanted: Character) -> Bool {
    guard byte == wanted else { return false }
    place += 1
    return true
  }

  private mutating func space() {
    // Not by Character: "\r\n" would be one, and each byte is looked at alone here.
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private mutating func value(depth: Int) -> Bool {
    space()
    defer { space() }
    switch byte {
    case "{": return depth < maxDepth && list(until: "}") { $0.member(depth: depth + 1) }
    case "[": return depth < maxDepth && list(until: "]") { $0.value(depth: depth + 1) }
    case "\"": return string()
    case "t": return word("true")
    case "f": return word("false")
    case "n": return word("null")
    default: return number()
    }
  }

  private mutating func list(until end: Character, item: (inout Grammar) -> Bool) -> Bool {
    place += 1
    space()
    if take(end) { return true }
    repeat {
      guard item(&self) else { return false }
    } while take(",")
    return take(end)
  }

  private mutating func member(depth: Int) -> Bool {
    space()
    guard string() else { return false }
    space()
    return take(":") && value(depth: depth)
  }

  private mutating func word(_ word: String) -> Bool { word.allSatisfy { take($0) } }

  private mutating func string() -> Bool {
    guard take("\"") else { return false }
    while place < bytes.count {
      if take("\"") { return true }
      if take("\\") {
        guard escape() else { return false }
      } else {
        guard bytes[place] >= 0x20 else { return false }
        place += 1
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard take("u") else {
      guard let byte, "\"\\/bfnrt".contains(byte) else { return false }
      return take(byte)
    }
    guard let unit = fourDigits() else { return false }
    switch unit {
    case 0xD800..<0xDC00:
      guard take("\\"), take("u"), let low = fourDigits() else { return false }
      return (0xDC00..<0xE000).contains(low)
    case 0xDC00..<0xE000: return false
    default: return true
    }
  }

  private mutating func fourDigits() -> Int? {
    guard place + 4 <= bytes.count else { return nil }
    let text = String(decoding: bytes[place..<place + 4], as: UTF8.self)
    guard text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
    place += 4
    return Int(text, radix: 16)
  }

  private mutating func number() -> Bool {
    let start = place
    _ = take("-")
    guard take("0") || digits() else { return false }
    if take(".") { guard digits() else { return false } }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits() else { return false }
    }
    return Double(String(decoding: bytes[start..<place], as: UTF8.self))?.isFinite == true
  }

  private mutating func digits() -> Bool {
    let start = place
    while let byte, byte.isASCII, byte.isNumber { place += 1 }
    return place > start
  }
}
