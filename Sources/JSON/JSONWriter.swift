/// Writes JSON texts into one buffer, with the commas between values.
///
/// The caller must pair the brackets and write one value for every key. The writer does the rest. One writer serves
/// many texts: `endLine` ends one and starts the next.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Whether the next key or value follows another one.
  private var needsComma = false

  package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  // MARK: Structure

  package mutating func beginObject() { open(UInt8(ascii: "{")) }

  package mutating func endObject() { close(UInt8(ascii: "}")) }

  package mutating func beginArray() { open(UInt8(ascii: "[")) }

  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a member's name, a literal that must need no escapes.
  package mutating func key(_ name: StaticString) {
    let utf8 = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    StringEscaping.appendClean(utf8, to: &bytes, comma: needsComma, colon: true)
    needsComma = false
  }

  @_disfavoredOverload
  package mutating func key(_ name: String) {
    StringEscaping.append(name, to: &bytes, comma: needsComma, colon: true)
    needsComma = false
  }

  /// Writes a name that `encodedKey` made.
  package mutating func rawKey(_ encoded: [UInt8]) {
    encoded.withUnsafeBytes { put($0) }
    needsComma = false
  }

  /// Writes a member that is null, with a name that `encodedKey` made.
  package mutating func nullMember(_ key: [UInt8]) {
    let null: StaticString = "null"
    let value = UnsafeRawBufferPointer(start: null.utf8Start, count: null.utf8CodeUnitCount)
    key.withUnsafeBytes { put($0, value) }
    needsComma = true
  }

  /// Writes a member that is a text, with a name that `encodedKey` made.
  /// - Returns: false if the text is not valid UTF-8; then nothing was written.
  package mutating func member(_ key: [UInt8], utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = UnsafeRawBufferPointer(utf8)
    if StringEscaping.isPlain(text) {
      key.withUnsafeBytes { put($0, text, isQuoted: true) }
      needsComma = true
      return true
    }
    let start = mark()
    rawKey(key)
    if string(utf8: utf8) { return true }
    truncate(to: start)
    return false
  }

  /// A member's name, quoted and escaped, with its colon, to be written many times by `rawKey`.
  package static func encodedKey(_ name: String) -> [UInt8] {
    var bytes: [UInt8] = []
    StringEscaping.append(name, to: &bytes, colon: true)
    return bytes
  }

  /// Ends a text with a newline; what follows is a new text.
  package mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  // MARK: Values

  package mutating func null() { literal("null") }

  package mutating func bool(_ flag: Bool) { literal(flag ? "true" : "false") }

  package mutating func integer(_ number: Int64) {
    separate()
    DecimalText.append(number, to: &bytes)
    needsComma = true
  }

  /// Writes the shortest text that reads back as the same `Double`. Whole numbers keep a fraction or an exponent, so
  /// that they stay numbers of that kind. Infinities and NaN, which JSON lacks, become null.
  package mutating func number(_ number: Double) {
    guard number.isFinite else { return null() }
    separate()
    bytes.append(contentsOf: number.description.utf8)
    needsComma = true
  }

  package mutating func string(_ text: String) {
    StringEscaping.append(text, to: &bytes, comma: needsComma)
    needsComma = true
  }

  /// Writes text that may not be valid UTF-8.
  /// - Returns: false if it is not valid; then nothing was written.
  package mutating func string(utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = UnsafeRawBufferPointer(utf8)
    if StringEscaping.isPlain(text) {
      StringEscaping.appendClean(text, to: &bytes, comma: needsComma, colon: false)
      needsComma = true
      return true
    }
    guard StringEscaping.isValid(text) else { return false }
    StringEscaping.append(text, to: &bytes, comma: needsComma)
    needsComma = true
    return true
  }

  /// Writes a string of ASCII that needs no escapes.
  /// - Parameter write: appends at most `count` bytes.
  package mutating func plainString<Failure: Error>(
    _ count: Int, _ write: (inout OutputSpan<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    separate()
    needsComma = true
    try bytes.append(addingCapacity: count + 2) { (room) throws(Failure) in
      room.append(UInt8(ascii: "\""))
      try write(&room)
      room.append(UInt8(ascii: "\""))
    }
  }

  /// Writes bytes as a string in base64 (RFC 4648 section 4).
  package mutating func base64(_ data: UnsafeRawBufferPointer) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    Base64.append(data, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  package mutating func value(_ value: JSON) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .integer(let number): integer(number)
    case .number(let number): self.number(number)
    case .string(let text): string(text)
    case .array(let items):
      beginArray()
      for item in items { self.value(item) }
      endArray()
    case .object(let object):
      beginObject()
      for member in object.members {
        key(member.key)
        self.value(member.value)
      }
      endObject()
    }
  }

  /// Writes one value that is already encoded.
  package mutating func raw(_ encoded: UnsafeRawBufferPointer) {
    put(encoded)
    needsComma = true
  }

  package mutating func raw(_ encoded: [UInt8]) { encoded.withUnsafeBytes { raw($0) } }

  package mutating func raw(_ encoded: String) {
    var encoded = encoded
    encoded.withUTF8 { raw(UnsafeRawBufferPointer($0)) }
  }

  // MARK: Marks

  /// A place in the text to go back to.
  package struct Mark: Sendable {
    fileprivate let offset: Int
    fileprivate let needsComma: Bool
  }

  package func mark() -> Mark { Mark(offset: bytes.count, needsComma: needsComma) }

  /// The number of bytes written since a mark.
  package func count(since mark: Mark) -> Int { bytes.count - mark.offset }

  /// Removes all that was written since a mark.
  /// - Returns: false for a void mark; then nothing was removed.
  @discardableResult
  package mutating func truncate(to mark: Mark) -> Bool {
    guard count(since: mark) >= 0 else { return false }
    bytes.removeLast(count(since: mark))
    needsComma = mark.needsComma
    return true
  }

  /// Replaces the text of the one value that was written between two marks, at most with a line's end behind it. Later
  /// marks become void.
  package mutating func replace(from start: Mark, to end: Mark, _ body: (JSON) -> JSON) {
    var range = (start.needsComma ? start.offset + 1 : start.offset)..<end.offset
    if bytes[..<range.upperBound].last == UInt8(ascii: "\n") { range = range.dropLast() }
    guard !range.isEmpty, let value = try? JSON(parsing: Array(bytes[range])) else { return }
    var writer = JSONWriter()
    writer.value(body(value))
    bytes.replaceSubrange(range, with: writer.bytes)
  }

  /// Removes everything. Earlier marks become void.
  package mutating func removeAll(keepingCapacity: Bool = true) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    needsComma = false
  }

  /// Frees room that was used before, if it is much.
  package mutating func trim() {
    if bytes.capacity > 2 * bytes.count + 65_536 { bytes = bytes.withUnsafeBufferPointer { Array($0) } }
  }

  // MARK: Parts

  @inline(__always)
  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  @inline(__always)
  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  @inline(__always)
  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  @inline(__always)
  private mutating func literal(_ text: StaticString) {
    put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    needsComma = true
  }

  /// Appends a comma if one is due, and the bytes.
  private mutating func put(_ text: UnsafeRawBufferPointer) {
    let isNext = needsComma
    bytes.append(addingCapacity: text.count + 1) { span in
      span.withUnsafeMutableBufferPointer { room, count in
        guard let start = room.baseAddress else { return }
        if isNext {
          start[count] = UInt8(ascii: ",")
          count += 1
        }
        guard let source = text.baseAddress else { return }
        UnsafeMutableRawPointer(start + count).copyMemory(from: source, byteCount: text.count)
        count += text.count
      }
    }
  }

  /// Appends a comma if one is due, a name, and a value, in one step.
  private mutating func put(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, isQuoted: Bool = false) {
    let isNext = needsComma
    bytes.append(addingCapacity: name.count + value.count + 3) { span in
      span.withUnsafeMutableBufferPointer { room, count in
        guard let start = room.baseAddress else { return }
        var place = UnsafeMutableRawPointer(start + count)
        func put(_ byte: UInt8) {
          place.storeBytes(of: byte, as: UInt8.self)
          place += 1
        }
        func put(_ text: UnsafeRawBufferPointer) {
          guard let source = text.baseAddress else { return }
          place.copyMemory(from: source, byteCount: text.count)
          place += text.count
        }
        if isNext { put(UInt8(ascii: ",")) }
        put(name)
        if isQuoted { put(UInt8(ascii: "\"")) }
        put(value)
        if isQuoted { put(UInt8(ascii: "\"")) }
        count = place - UnsafeMutableRawPointer(start)
      }
    }
  }

  /// Writes encoded members, up to the colon of the last one.
  package mutating func rawMembers(_ text: StaticString) {
    literal(text)
    needsComma = false
  }
}
