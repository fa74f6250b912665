/// A parsed JSON text: one flat list of entries that point into the text. The tape does not hold the text.
///
/// The storage stays between parses: a connection that keeps its tape allocates nothing per request.
package struct Tape: Sendable {
  /// The kind of an entry.
  enum Kind: UInt8 {
    case null, yes, no
    /// Fits an `Int64`.
    case integer
    /// Any other number; its text is known to be in range.
    case number
    /// A string without escapes: its bytes are its text.
    case plainString
    case escapedString
    case array
    /// Followed by key, value, key, value.
    case object
  }

  struct Entry {
    /// The value's bytes in the text, quotes and brackets included.
    var start: UInt32
    var end: UInt32
    /// The index after this value and everything in it. For an open container: the index of its parent.
    var next: UInt32
    var kind: Kind
  }

  /// The greatest depth that a caller can allow: trees are built, written and freed by recursion.
  package static let depthCeiling = 512

  private(set) var entries: [Entry] = []
  /// How many entries the last text has: one for each value, and one for each member's name.
  package private(set) var count = 0
  private var parsedCount: Int?

  package init() {}

  /// Parses one JSON text by RFC 8259, strictly: UTF-8 without a byte order mark, escapes that make whole characters,
  /// numbers in a `Double`'s range, nothing after the value but white space.
  ///
  /// - Parameters:
  ///   - maxDepth: how many arrays and objects may be nested, up to `depthCeiling`.
  ///   - entriesMax: the most entries that the tape may get room for.
  /// - Returns: false if the text needs more entries than that; then it is not parsed.
  @discardableResult
  package mutating func parse(
    _ bytes: UnsafeRawBufferPointer, maxDepth: Int = 64, entriesMax: Int = .max
  ) throws(JSONParseError) -> Bool {
    parsedCount = nil
    guard let base = bytes.baseAddress, bytes.count > 0 else {
      throw JSONParseError(offset: 0, reason: "the text is empty")
    }
    guard bytes.count < Int(UInt32.max) else { throw JSONParseError(offset: 0, reason: "the text is too long") }
    if entries.isEmpty { grow(to: 64) }
    var builder = TapeBuilder(base: base, count: bytes.count, depthMax: min(maxDepth, Self.depthCeiling))
    while true {
      let finished = try entries.withUnsafeMutableBufferPointer { (room) throws(JSONParseError) in
        try builder.run(into: room)
      }
      if finished { break }
      guard entries.count < entriesMax else { return false }
      grow(to: min(entries.count * 2, max(entriesMax, entries.count + 2)))
    }
    (parsedCount, count) = (bytes.count, builder.used)
    return true
  }

  /// Passes a cursor on the outermost value to `body`. Neither it nor the cursors derived from it may leave `body`.
  ///
  /// - Parameter bytes: the text of the last `parse`, which must have succeeded.
  package func withRoot<Answer, Failure: Error>(
    of bytes: UnsafeRawBufferPointer, _ body: (Cursor) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    precondition(parsedCount == bytes.count, "a tape is read with the text that it was parsed from")
    return try entries.withUnsafeBufferPointer { (entries) throws(Failure) in
      guard let first = entries.baseAddress, let base = bytes.baseAddress else {
        preconditionFailure("a parsed tape has entries and a text")
      }
      return try body(Cursor(base: base, entries: first, index: 0))
    }
  }

  /// Frees the storage if it has more entries (of 16 bytes) than this, after an unusually large text.
  package mutating func shrink(toEntries entriesMax: Int = 4096) {
    guard entries.count > entriesMax else { return }
    (entries, parsedCount) = ([], nil)
  }

  private mutating func grow(to count: Int) {
    let missing = count - entries.count
    entries.append(contentsOf: repeatElement(Entry(start: 0, end: 0, next: 0, kind: .null), count: missing))
  }
}
