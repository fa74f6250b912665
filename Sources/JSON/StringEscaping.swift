/// Writes JSON strings (RFC 8259 section 7): quotes, backslashes and controls are escaped, and all other bytes are
/// copied.
enum StringEscaping {
  /// Appends a quoted string, with a comma before it and a colon after it if asked. `utf8` must be valid UTF-8.
  static func append(
    _ utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8], comma: Bool = false, colon: Bool = false
  ) {
    if utf8.count >= largeBytes { reserve(utf8.count, in: &bytes) }
    let clean = firstEscape(in: utf8, from: 0)
    if clean == utf8.count { return appendClean(utf8, to: &bytes, comma: comma, colon: colon) }
    if comma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    appendContents(utf8, firstEscape: clean, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    if colon { bytes.append(UInt8(ascii: ":")) }
  }

  private static let largeBytes = 1 << 20

  /// Makes room for a long string and some text after it. Room that doubles with that text would have the string in memory
  /// twice meanwhile.
  private static func reserve(_ count: Int, in bytes: inout [UInt8]) {
    let needed = bytes.count + count + 65_536
    if needed > bytes.capacity { bytes.reserveCapacity(max(needed, bytes.count + bytes.count / 4)) }
  }

  static func append(_ text: String, to bytes: inout [UInt8], comma: Bool = false, colon: Bool = false) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &bytes, comma: comma, colon: colon) }
  }

  /// Appends, in one step, a string known to need no escapes, as most keys and strings are.
  static func appendClean(_ utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8], comma: Bool, colon: Bool) {
    bytes.append(addingCapacity: utf8.count + 4) { span in
      span.withUnsafeMutableBufferPointer { room, count in
        if comma {
          room[count] = UInt8(ascii: ",")
          count += 1
        }
        room[count] = UInt8(ascii: "\"")
        UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: room[(count + 1)...])).copyMemory(from: utf8)
        count += utf8.count + 1
        room[count] = UInt8(ascii: "\"")
        count += 1
        if colon {
          room[count] = UInt8(ascii: ":")
          count += 1
        }
      }
    }
  }

  /// Whether the bytes are ASCII without anything to escape, as most strings are.
  static func isPlain(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard let base = utf8.baseAddress else { return true }
    var index = 0
    while index + 8 <= utf8.count {
      let word = TextScan.word(base, at: index)
      if TextScan.mustEscape(word) | TextScan.nonASCII(word) != 0 { return false }
      index += 8
    }
    while index < utf8.count {
      let byte = utf8[index]
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
      index += 1
    }
    return true
  }

  /// Whether the bytes are UTF-8, without overlong forms or surrogates.
  static func isValid(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard let base = utf8.baseAddress else { return true }
    var index = 0
    while index < utf8.count {
      while index + 8 <= utf8.count {
        let stops = TextScan.nonASCII(TextScan.word(base, at: index))
        if stops != 0 {
          index += TextScan.firstByte(stops)
          break
        }
        index += 8
      }
      guard index < utf8.count else { break }
      guard utf8[index] >= 0x80 else {
        index += 1
        continue
      }
      let length = TextScan.sequenceLength(base, at: index, end: utf8.count)
      guard length > 0 else { return false }
      index += length
    }
    return true
  }

  private static func appendContents(
    _ utf8: UnsafeRawBufferPointer, firstEscape: Int, to bytes: inout [UInt8]
  ) {
    var (clean, index) = (0, firstEscape)
    while index < utf8.count {
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: utf8[clean..<index]))
      appendEscape(of: utf8[index], to: &bytes)
      clean = index + 1
      index = Self.firstEscape(in: utf8, from: clean)
    }
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: utf8[clean...]))
  }

  /// The offset of the next byte that must be escaped; the length of the text if there is none.
  @inline(__always)
  private static func firstEscape(in utf8: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let base = utf8.baseAddress else { return 0 }
    var index = start
    while index + 8 <= utf8.count {
      let stops = TextScan.mustEscape(TextScan.word(base, at: index))
      if stops != 0 { return index + TextScan.firstByte(stops) }
      index += 8
    }
    while index < utf8.count {
      let byte = utf8[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      index += 1
    }
    return index
  }

  private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x20...: bytes.append(byte)
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 0xF
      bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    }
  }
}
