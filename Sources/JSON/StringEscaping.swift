/// Writes JSON strings (RFC 8259 section 7): quotes, backslashes and controls are escaped, all else stays as it is.
enum StringEscaping {
  /// Appends a quoted string. `utf8` has to be valid UTF-8.
  static func append(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    appendContents(UnsafeRawBufferPointer(utf8), to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { append($0, to: &bytes) }
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

  private static func appendContents(_ utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    guard let base = utf8.baseAddress else { return }
    var (clean, index) = (0, 0)
    while index < utf8.count {
      while index + 8 <= utf8.count {
        let stops = TextScan.mustEscape(TextScan.word(base, at: index))
        if stops != 0 {
          index += TextScan.firstByte(stops)
          break
        }
        index += 8
      }
      guard index < utf8.count else { break }
      let byte = utf8[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: base + clean, count: index - clean))
        appendEscape(of: byte, to: &bytes)
        clean = index + 1
      }
      index += 1
    }
    bytes.append(contentsOf: UnsafeRawBufferPointer(start: base + clean, count: utf8.count - clean))
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
