import Catalogue
import Engine
import JSON
import Vocabulary

/// Turns stored values into the JSON that callers see.
enum Decoding {
  /// Writes a stored value.
  /// - Returns: false if the value cannot be read as that kind; then null was written.
  static func write(_ stored: StoredValue, as kind: Kind, into writer: inout JSONWriter) -> Bool {
    let isReadable: Bool
    switch (stored, kind) {
    case (.null, _):
      writer.null()
      return true
    case (.integer(let number), .integer):
      writer.integer(number)
      return true
    case (.integer(let number), .boolean):
      isReadable = number == 0 || number == 1
      if isReadable { writer.bool(number == 1) }
    case (.text(let bytes), .text): isReadable = writer.string(utf8: bytes)
    case (.text(let bytes), .moment): isReadable = writeMoment(bytes, into: &writer)
    case (.text(let bytes), .enumeration(let words)):
      let word = words.stored(utf8: bytes)?.word
      isReadable = word != nil
      if let word { writer.string(word) }
    case (.blob(let bytes), .base64):
      writer.base64(UnsafeRawBufferPointer(bytes))
      return true
    case (.blob(let bytes), .publicKey), (.text(let bytes), .publicKey):
      let key = PublicKey.wire(ofStored: Array(bytes))
      isReadable = key != nil
      if case .some(let base64?) = key { writer.string(base64) } else if isReadable { writer.null() }
    case (_, .any):
      writer.value(json(SQLValue(stored)))
      return true
    default: isReadable = false
    }
    if !isReadable { writer.null() }
    return isReadable
  }

  /// The stored form with all its digits differs from the wire's in two characters only. Every other form is parsed.
  private static func writeMoment(_ bytes: UnsafeBufferPointer<UInt8>, into writer: inout JSONWriter) -> Bool {
    if Moment.isStored(bytes) {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { wire in
        _ = wire.initialize(fromContentsOf: bytes)
        wire[10] = UInt8(ascii: "T")
        wire.initializeElement(at: bytes.count, to: UInt8(ascii: "Z"))
        return writer.string(utf8: UnsafeBufferPointer(wire))
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self), let moment = Moment(text) else { return false }
    writer.string(moment.wire)
    return true
  }

  /// Whether the column's value can be read as that kind, public keys excepted.
  /// - Parameter isLarge: only the storage class is looked at, so that the value is not read from the disk.
  static func isReadable(
    _ statement: borrowing Statement, _ column: Int32, as kind: Kind, isLarge: Bool
  ) -> Bool {
    switch (statement.stored(column), kind) {
    case (.null, _), (.integer, .integer), (.blob, .base64), (_, .any): return true
    case (.integer(let number), .boolean): return (0...1).contains(number)
    case (.text, .text): return isLarge || statement.text(column) != nil
    case (.text(let bytes), .moment):
      return Moment.isStored(bytes) || statement.text(column).flatMap { Moment($0) } != nil
    case (.text(let bytes), .enumeration(let words)): return words.stored(utf8: bytes) != nil
    default: return false
    }
  }

  /// The value as JSON; nil if it cannot be read as that kind.
  static func json(_ value: SQLValue, as kind: Kind) -> JSON? {
    switch (value, kind) {
    case (.null, _): .null
    case (_, .any): json(value)
    case (.integer(let number), .integer): .integer(number)
    case (.integer(0), .boolean): false
    case (.integer(1), .boolean): true
    case (.text(let text), .text): .string(text)
    case (.text(let text), .moment): Moment(text).map { .string($0.wire) }
    case (.text(let text), .enumeration(let words)): words.stored(text).map { .string($0.word) }
    case (.blob(let bytes), .base64): .string(Base64.encode(bytes))
    case (.blob(let bytes), .publicKey): publicKey(bytes)
    case (.text(let text), .publicKey): publicKey(Array(text.utf8))
    default: nil
    }
  }

  /// A value of any storage class.
  private static func json(_ value: SQLValue) -> JSON {
    if case .real(let number) = value, number.isFinite { return .number(number) }
    return JSON(exactly: value)
  }

  private static func publicKey(_ stored: [UInt8]) -> JSON? {
    PublicKey.wire(ofStored: stored).map { base64 in base64.map { .string($0) } ?? .null }
  }
}
