/// The parser's state. It is an explicit machine instead of recursion, so that deep input cannot overflow the stack,
/// and so that parsing can pause for a larger tape.
///
/// It pauses only where a value is expected. The innermost open container is `parent`; each open container's entry
/// holds its own parent in `next` until it is closed.
struct TapeBuilder {
  let base: UnsafeRawPointer
  let count: Int
  let depthMax: Int
  var position = 0
  var used = 0
  private var depth = 0
  private var parent = 0

  init(base: UnsafeRawPointer, count: Int, depthMax: Int) {
    (self.base, self.count, self.depthMax) = (base, count, depthMax)
  }

  typealias Room = UnsafeMutableBufferPointer<Tape.Entry>

  /// Parses until the text ends (true) or the tape is full (false: call it again with a larger tape).
  mutating func run(into tape: Room) throws(JSONParseError) -> Bool {
    // A round adds two entries at most: a container and its first key, or a scalar and the key after it.
    while used + 2 <= tape.count {
      switch try significantByte() {
      case UInt8(ascii: "\""):
        try string(into: tape)
      case UInt8(ascii: "{"):
        try open(.object, in: tape)
        guard try significantByte() == UInt8(ascii: "}") else {
          try key(into: tape)
          continue
        }
        close(in: tape)
      case UInt8(ascii: "["):
        try open(.array, in: tape)
        guard try significantByte() == UInt8(ascii: "]") else { continue }
        close(in: tape)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        try number(into: tape)
      case UInt8(ascii: "t"):
        try literal("true", .yes, into: tape)
      case UInt8(ascii: "f"):
        try literal("false", .no, into: tape)
      case UInt8(ascii: "n"):
        try literal("null", .null, into: tape)
      default:
        throw unexpected("a value")
      }
      if try finishValue(in: tape) { return true }
    }
    return false
  }

  /// Reads what follows a value, up to the start of the next one (false) or the end of the text (true).
  @inline(__always)
  private mutating func finishValue(in tape: Room) throws(JSONParseError) -> Bool {
    while depth > 0 {
      let inObject = tape[parent].kind == .object
      let byte = try significantByte()
      if byte == UInt8(ascii: ",") {
        position += 1
        if inObject { try key(into: tape) }
        return false
      }
      guard byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
        throw unexpected(inObject ? "',' or '}'" : "',' or ']'")
      }
      close(in: tape)
    }
    skipSpace()
    guard position == count else { throw unexpected("nothing more after the value") }
    return true
  }

  private mutating func open(_ kind: Tape.Kind, in tape: Room) throws(JSONParseError) {
    guard depth < depthMax else { throw error("nested deeper than \(depthMax) levels") }
    tape[used] = Tape.Entry(start: UInt32(position), end: 0, next: UInt32(parent), kind: kind)
    parent = used
    used += 1
    depth += 1
    position += 1
  }

  @inline(__always)
  private mutating func close(in tape: Room) {
    position += 1
    depth -= 1
    let outer = Int(tape[parent].next)
    tape[parent].end = UInt32(truncatingIfNeeded: position)
    tape[parent].next = UInt32(truncatingIfNeeded: used)
    parent = outer
  }

  @inline(__always)
  private mutating func key(into tape: Room) throws(JSONParseError) {
    guard try significantByte() == UInt8(ascii: "\"") else { throw unexpected("a member's name in double quotes") }
    try string(into: tape)
    guard try significantByte() == UInt8(ascii: ":") else { throw unexpected("':' after a member's name") }
    position += 1
  }

  private mutating func literal(_ text: StaticString, _ kind: Tape.Kind, into tape: Room) throws(JSONParseError) {
    let start = position
    let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    for byte in expected {
      guard position < count, self[position] == byte else { throw unexpected("'\(text)'") }
      position += 1
    }
    add(kind, from: start, to: tape)
  }

  /// Adds the value that ends at the position.
  @inline(__always)
  mutating func add(_ kind: Tape.Kind, from start: Int, to tape: Room) {
    tape[used] = Tape.Entry(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position),
      next: UInt32(truncatingIfNeeded: used + 1), kind: kind)
    used += 1
  }

  @inline(__always)
  subscript(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

  /// Skips white space and looks at the byte after it.
  @inline(__always)
  private mutating func significantByte() throws(JSONParseError) -> UInt8 {
    skipSpace()
    guard position < count else { throw error("the text ends too early") }
    return self[position]
  }

  @inline(__always)
  private mutating func skipSpace() {
    while position < count {
      switch self[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
      default: return
      }
    }
  }
}

extension TapeBuilder {
  /// An error at the position, or at another offset.
  func error(_ reason: String, at offset: Int? = nil) -> JSONParseError {
    JSONParseError(offset: offset ?? position, reason: reason)
  }

  /// An error that names the byte at the position, and what should be there.
  func unexpected(_ expected: String) -> JSONParseError {
    guard position < count else { return error("the text ends too early") }
    if position == 0, count >= 3, self[0] == 0xEF, self[1] == 0xBB, self[2] == 0xBF {
      return error("a byte order mark is not allowed")
    }
    let byte = self[position]
    let found =
      switch byte {
      case 0x20...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
      default: "byte 0x" + String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
      }
    return error("expected \(expected), found \(found)")
  }
}
