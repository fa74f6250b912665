import Glibc

/// Finding texts in texts, in linear time, by UTF-8 offsets.
enum TextSearch {
  /// Up to this length a needle is compared anew at each candidate: the product with the text's length stays small.
  private static let shortBytesMax = 16

  /// The offset of the first `part` in `text` at or after `start`.
  static func first(of part: String, in text: String, from start: Int = 0) -> Int? {
    var (part, text) = (part, text)
    return part.withUTF8 { needle in
      text.withUTF8 { haystack in
        guard needle.count <= haystack.count - start else { return nil }
        if needle.isEmpty { return start }
        return needle.count <= shortBytesMax ? short(needle, haystack, start) : long(needle, haystack, start)
      }
    }
  }

  private static func short(
    _ needle: UnsafeBufferPointer<UInt8>, _ haystack: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> Int? {
    guard let base = haystack.baseAddress, let wanted = needle.baseAddress else { return nil }
    var offset = start
    while offset <= haystack.count - needle.count {
      let span = haystack.count - needle.count - offset + 1
      guard let candidate = memchr(base + offset, Int32(needle[0]), span) else { return nil }
      offset = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(candidate))
      if memcmp(base + offset, wanted, needle.count) == 0 { return offset }
      offset += 1
    }
    return nil
  }

  /// The algorithm of Knuth, Morris and Pratt: linear, whatever the texts.
  private static func long(
    _ needle: UnsafeBufferPointer<UInt8>, _ haystack: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> Int? {
    var fallbacks = [Int32](repeating: 0, count: needle.count)
    var length = 0
    for index in 1..<needle.count {
      while length > 0, needle[index] != needle[length] { length = Int(fallbacks[length - 1]) }
      if needle[index] == needle[length] { length += 1 }
      fallbacks[index] = Int32(length)
    }
    var matched = 0
    for offset in start..<haystack.count {
      while matched > 0, haystack[offset] != needle[matched] { matched = Int(fallbacks[matched - 1]) }
      if haystack[offset] == needle[matched] { matched += 1 }
      if matched == needle.count { return offset - needle.count + 1 }
    }
    return nil
  }

  /// The offsets of all `part`s that do not overlap, at most `limit`.
  static func all(of part: String, in text: String, limit: Int = .max, _ budget: Budget) throws(ShellError) -> [Int] {
    var text = text
    text.makeContiguousUTF8()
    var found: [Int] = []
    var start = 0
    while found.count < limit, let offset = first(of: part, in: text, from: start) {
      try budget.step()
      found.append(offset)
      start = offset + part.utf8.count
    }
    return found
  }

  /// The offset of the last `part`.
  static func last(of part: String, in text: String, _ budget: Budget) throws(ShellError) -> Int? {
    var result: Int?
    var start = 0
    while let offset = first(of: part, in: text, from: start) {
      try budget.step()
      result = offset
      start = offset + 1
    }
    return result
  }

  /// The part of a text between two UTF-8 offsets.
  static func slice(_ text: String, _ range: Range<Int>) -> String {
    let utf8 = text.utf8
    let lower = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let upper = utf8.index(lower, offsetBy: range.count)
    return String(text[lower..<upper])
  }

  /// How many scalars stand before a UTF-8 offset.
  static func scalars(before offset: Int, in text: String) -> Int {
    let utf8 = text.utf8
    return text.unicodeScalars.distance(
      from: text.startIndex, to: utf8.index(utf8.startIndex, offsetBy: offset))
  }
}
