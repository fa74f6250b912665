/// The kind of value that a field or parameter holds, and its form on the wire.
package enum Kind: Sendable, Hashable {
  /// A whole number, exact to 64 bits.
  case integer
  case text
  case boolean
  /// RFC 3339 in UTC with six digits, ending in `Z`.
  case moment
  /// Bytes, as base64 text.
  case base64
  /// An RSA public key: base64 of its PEM on the wire, the PEM's bytes in the column.
  case publicKey
  /// One of a few lower-case words.
  case enumeration(Enumeration)
  /// Any JSON value.
  case json
  /// A stored value of any storage class. Numbers and texts are themselves; an object with one member holds what JSON
  /// cannot represent, in the form of the audit log.
  case any

  package var name: String {
    switch self {
    case .integer: "integer"
    case .text: "text"
    case .boolean: "boolean"
    case .moment: "moment"
    case .base64, .publicKey: "base64"
    case .enumeration: "enumeration"
    case .json: "json"
    case .any: "any"
    }
  }

  /// The kind as the server of that generation stores it.
  package func stored(in generation: Int) -> Kind {
    if case .enumeration(let words) = self { .enumeration(words.stored(in: generation)) } else { self }
  }

  /// Whether one value can be less than another. The words of an enumeration have no order.
  package var isOrdered: Bool {
    switch self {
    case .integer, .text, .moment, .any: true
    case .boolean, .base64, .publicKey, .enumeration, .json: false
    }
  }

  /// How conditions compare values of it; a public key can only be compared with null.
  package var operators: [String] {
    Self.allOperators.filter { name in
      switch (name, self) {
      case ("eq", _), ("ne", _), ("null", _): true
      case (_, .publicKey), (_, .json): false
      case ("lt", _), ("le", _), ("gt", _), ("ge", _): isOrdered
      case ("like", _): self == .text || self == .any
      default: true
      }
    }
  }

  /// All operators of conditions.
  package static let allOperators = ["eq", "ne", "lt", "le", "gt", "ge", "in", "like", "null"]

  /// The kind in a sentence: `expected a whole number`.
  package var article: String {
    switch self {
    case .integer: "a whole number"
    case .text: "text"
    case .boolean: "true or false"
    case .moment: "a moment such as \"2026-01-31T09:30:00Z\""
    case .base64: "base64 text"
    case .publicKey: "a PEM public key, or base64 of one"
    case .enumeration(let words): "one of " + words.cases.map { "'\($0.word)'" }.joined(separator: ", ")
    case .json: "a JSON value"
    case .any: "a number, text, true, false, or bytes as {\"blob\": BASE64}"
    }
  }
}

/// The words of an enumeration, how the real server stores them, and the short values that its users type.
package struct Enumeration: Sendable, Hashable {
  package struct Case: Sendable, Hashable {
    package let word: String
    package let stored: String
    package let short: String
    package init(_ word: String, stored: String, short: String) {
      (self.word, self.stored, self.short) = (word, stored, short)
    }
  }

  package let cases: [Case]
  /// Servers since this generation store the words themselves; nil for none.
  private let plainSince: Int?

  package init(_ cases: [Case], plainSince: Int? = nil) { (self.cases, self.plainSince) = (cases, plainSince) }

  /// The enumeration as the server of that generation stores it.
  package func stored(in generation: Int) -> Enumeration {
    guard let plainSince, generation >= plainSince else { return self }
    return Enumeration(cases.map { Case($0.word, stored: $0.word, short: $0.short) })
  }

  /// The case that a person means by its word, its stored name or its short value, in any capitals.
  package func named(_ text: String) -> Case? {
    let text = text.lowercased()
    return cases.first { $0.word == text || $0.short == text || $0.stored.lowercased() == text }
  }

  package func stored(_ text: String) -> Case? { cases.first { $0.stored == text } }

  /// As `stored`, for bytes in the engine's own buffer.
  package func stored(utf8: UnsafeBufferPointer<UInt8>) -> Case? {
    for candidate in cases where candidate.stored.utf8.count == utf8.count {
      var text = candidate.stored
      if text.withUTF8({ $0.elementsEqual(utf8) }) { return candidate }
    }
    return nil
  }
}
