import Glibc

/// A position in a parsed text. It reads values in place, without building trees.
///
/// It points into the tape and the text, and is valid only inside the `withRoot` that passed it.
package struct Cursor {
  let base: UnsafeRawPointer
  let entries: UnsafePointer<Tape.Entry>
  let index: Int

  /// The kind of the value.
  package enum Kind: Sendable { case null, bool, integer, number, string, array, object }

  var entry: Tape.Entry { entries[index] }

  package var kind: Kind {
    switch entry.kind {
    case .null: .null
    case .yes, .no: .bool
    case .integer: .integer
    case .number: .number
    case .plainString, .escapedString: .string
    case .array: .array
    case .object: .object
    }
  }

  package var isNull: Bool { entry.kind == .null }

  /// The range of the value in the text, in bytes, with quotes and brackets.
  package var range: Range<Int> { Int(entry.start)..<Int(entry.end) }

  /// The value exactly as it was written.
  package var rawBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + Int(entry.start), count: Int(entry.end - entry.start))
  }

  package var bool: Bool? {
    switch entry.kind {
    case .yes: true
    case .no: false
    default: nil
    }
  }

  package var integer: Int64? { entry.kind == .integer ? NumberText.integer(rawBytes) : nil }

  /// Any number's nearest `Double`.
  package var double: Double? {
    switch entry.kind {
    case .integer, .number: NumberText.double(rawBytes)
    default: nil
    }
  }

  package var string: String? {
    switch entry.kind {
    case .plainString: String(decoding: contents, as: UTF8.self)
    case .escapedString: unescaped()
    default: nil
    }
  }

  /// The text of a string that was written without escapes, as bytes; nil for anything else.
  package var plainUTF8: UnsafeRawBufferPointer? { entry.kind == .plainString ? contents : nil }

  /// Whether this is the string with exactly these bytes, whether written with escapes or without.
  package func equals(_ text: StaticString) -> Bool {
    equals(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  package func equals(_ utf8: UnsafeRawBufferPointer) -> Bool {
    switch entry.kind {
    case .plainString: Self.same(contents, utf8)
    case .escapedString: unescaped().utf8.elementsEqual(utf8)
    default: false
    }
  }

  private static func same(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress, left.count > 0 else { return true }
    return memcmp(first, second, left.count) == 0
  }

  /// The bytes between a string's quotes.
  private var contents: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + Int(entry.start) + 1, count: Int(entry.end - entry.start) - 2)
  }
}

extension Cursor {
  /// The elements of an array; empty for anything else.
  package struct Elements: Sequence, IteratorProtocol {
    fileprivate var place: Cursor
    fileprivate let end: Int

    package mutating func next() -> Cursor? {
      guard place.index < end else { return nil }
      defer { place = place.sibling }
      return place
    }
  }

  /// The members of an object in the order of the text, duplicates included; empty for anything else.
  package struct Members: Sequence, IteratorProtocol {
    fileprivate var place: Cursor
    fileprivate let end: Int

    package mutating func next() -> (key: Cursor, value: Cursor)? {
      guard place.index < end else { return nil }
      let value = place.sibling
      defer { place = value.sibling }
      return (place, value)
    }
  }

  package var elements: Elements {
    Elements(place: at(index + 1), end: entry.kind == .array ? Int(entry.next) : 0)
  }

  package var members: Members {
    Members(place: at(index + 1), end: entry.kind == .object ? Int(entry.next) : 0)
  }

  /// The number of elements or members, found by walking over them; 0 for a scalar.
  package var count: Int {
    elements.reduce(0) { count, _ in count + 1 } + members.reduce(0) { count, _ in count + 1 }
  }

  /// The first member of that name; nil if there is none and for anything but an object.
  package func member(_ key: StaticString) -> Cursor? {
    for member in members where member.key.equals(key) { return member.value }
    return nil
  }

  private var sibling: Cursor { at(Int(entry.next)) }

  private func at(_ index: Int) -> Cursor { Cursor(base: base, entries: entries, index: index) }
}

extension Cursor {
  /// The value as a tree.
  package var value: JSON {
    switch entry.kind {
    case .null: .null
    case .yes: .bool(true)
    case .no: .bool(false)
    case .integer: .integer(NumberText.integer(rawBytes))
    case .number: .number(NumberText.double(rawBytes))
    case .plainString: .string(String(decoding: contents, as: UTF8.self))
    case .escapedString: .string(unescaped())
    case .array: .array(array)
    case .object: .object(object)
    }
  }

  /// The elements of an array as trees; empty for anything else.
  package var array: [JSON] {
    var items: [JSON] = []
    items.reserveCapacity(count)
    for element in elements { items.append(element.value) }
    return items
  }

  /// The members of an object as trees; empty for anything else.
  package var object: JSON.Object {
    var list: [JSON.Member] = []
    list.reserveCapacity(count)
    for member in members { list.append(JSON.Member(member.key.string ?? "", member.value.value)) }
    return JSON.Object(list)
  }
}

extension Cursor {
  /// The text of a string with escapes, which the parser has checked. It is never longer than its escaped form.
  private func unescaped() -> String {
    let source = contents
    return String(unsafeUninitializedCapacity: source.count) { target in
      var (read, written) = (0, 0)
      while read < source.count {
        guard source[read] == UInt8(ascii: "\\") else {
          target[written] = source[read]
          (read, written) = (read + 1, written + 1)
          continue
        }
        let (scalar, length) = Self.escape(source, at: read)
        read += length
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          target[written] = byte
          written += 1
        }
      }
      return written
    }
  }

  private static func escape(_ source: UnsafeRawBufferPointer, at offset: Int) -> (Unicode.Scalar, length: Int) {
    switch source[offset + 1] {
    case UInt8(ascii: "b"): ("\u{8}", 2)
    case UInt8(ascii: "f"): ("\u{C}", 2)
    case UInt8(ascii: "n"): ("\n", 2)
    case UInt8(ascii: "r"): ("\r", 2)
    case UInt8(ascii: "t"): ("\t", 2)
    case UInt8(ascii: "u"): unicodeEscape(source, at: offset)
    default: (Unicode.Scalar(source[offset + 1]), 2)
    }
  }

  private static func unicodeEscape(
    _ source: UnsafeRawBufferPointer, at offset: Int
  ) -> (Unicode.Scalar, length: Int) {
    func unit(at offset: Int) -> UInt32 {
      source[offset + 2..<offset + 6].reduce(0) { $0 << 4 | (TextScan.hexValue($1) ?? 0) }
    }
    let first = unit(at: offset)
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    let pair = 0x10000 + ((first & 0x3FF) << 10 | (unit(at: offset + 6) & 0x3FF))
    return (Unicode.Scalar(pair) ?? "\u{FFFD}", 12)
  }
}
