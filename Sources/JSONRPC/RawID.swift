package import JSON

/// A request's id, kept exactly as it was written, so that the answer echoes it byte for byte
/// (jsonrpc.org/specification, section 5: "It MUST be the same as the value of the id member in the Request Object").
package struct RawID: Hashable, Sendable, CustomStringConvertible {
  /// The JSON text of a string, a number or null. A short text, as most are, needs no allocation.
  package let text: String

  package static let null = RawID(text: "null")

  package init(_ number: Int64) { text = String(number) }

  package init(_ string: String) { text = JSON.string(string).description }

  private init(text: String) { self.text = text }

  /// A whole number as it is written.
  init(digits: UnsafeRawBufferPointer) { text = String(decoding: digits, as: UTF8.self) }

  /// An id from a parsed text; nil if it is neither a string nor a number nor null.
  package init?(_ cursor: Cursor) {
    switch cursor.kind {
    case .string, .integer, .number, .null: text = String(decoding: cursor.rawBytes, as: UTF8.self)
    case .bool, .array, .object: return nil
    }
  }

  package var description: String { text }

  /// Ids are compared as bytes: string equality takes canonically equivalent texts for the same.
  package static func == (left: RawID, right: RawID) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
