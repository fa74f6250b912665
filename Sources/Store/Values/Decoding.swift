import Catalogue
import Engine
import JSON
import Vocabulary

/// Turns stored values into the JSON that callers see.
enum Decoding {
  /// Writes the column's value.
  /// - Returns: false if the value cannot be read as that kind; then null was written.
  static func write(
    _ statement: borrowing Statement, _ column: Int32, as kind: Kind, into writer: inout JSONWriter
  ) -> Bool {
    let storage = statement.storageClass(column)
    let isReadable: Bool
    switch (storage, kind) {
    case (.null, _):
      writer.null()
      return true
    case (.integer, .integer):
      writer.integer(statement.integer(column))
      return true
    case (.integer, .boolean):
      let number = statement.integer(column)
      isReadable = number == 0 || number == 1
      if isReadable { writer.bool(number == 1) }
    case (.text, .text): isReadable = writer.string(utf8: statement.bytes(column))
    case (.text, .moment): isReadable = writeMoment(statement.bytes(column), into: &writer)
    case (.text, .enumeration(let words)):
      let word = words.stored(utf8: statement.bytes(column))?.word
      isReadable = word != nil
      if let word { writer.string(word) }
    case (.blob, .base64):
      writer.base64(UnsafeRawBufferPointer(statement.bytes(column)))
      return true
    case (.blob, .publicKey), (.text, .publicKey):
      let key = PublicKey.wire(ofStored: Array(statement.bytes(column)))
      isReadable = key != nil
      if case .some(let base64?) = key { writer.string(base64) } else if isReadable { writer.null() }
    case (_, .any):
      writer.value(json(statement.value(column)))
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
    switch (statement.storageClass(column), kind) {
    case (.null, _), (.integer, .integer), (.blob, .base64), (_, .any): return true
    case (.integer, .boolean): return (0...1).contains(statement.integer(column))
    case (.text, .text): return isLarge || statement.text(column) != nil
    case (.text, .moment):
      return Moment.isStored(statement.bytes(column)) || statement.text(column).flatMap { Moment($0) } != nil
    case (.text, .enumeration(let words)): return words.stored(utf8: statement.bytes(column)) != nil
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
