/// A value with its storage class (sqlite.org/datatype3.html). Text that is not UTF-8 keeps its bytes.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case malformedText([UInt8])
  case blob([UInt8])

  package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var isNull: Bool { self == .null }
  /// Whether it is a text of more than 64 KiB, which is too large to copy without need.
  package var isLargeText: Bool { if case .text = self { byteCount > Self.largeBytes } else { false } }
  package static let largeBytes = 64 << 10
  /// The size of all texts and blobs among the values, in bytes.
  package static func byteCount(of values: [SQLValue]) -> Int {
    var count = 0
    for place in values.indices { count += values[place].byteCount }
    return count
  }
  /// The size of a text or blob, in bytes; 0 for other values.
  package var byteCount: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .malformedText(let bytes), .blob(let bytes): bytes.count
    case .null, .integer, .real: 0
    }
  }
}

// Texts are compared by their bytes, as in SQLite: Swift takes canonically equivalent strings for equal. Reals are
// compared by their bits.
extension SQLValue {
  package static func == (one: SQLValue, other: SQLValue) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.integer(let one), .integer(let other)): one == other
    case (.real(let one), .real(let other)): one.bitPattern == other.bitPattern
    case (.text(let one), .text(let other)): one.hasSameBytes(as: other)
    case (.malformedText(let one), .malformedText(let other)): one == other
    case (.blob(let one), .blob(let other)): one == other
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: break
    case .integer(let number): hasher.combine(number)
    case .real(let number): hasher.combine(number.bitPattern)
    case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
    case .malformedText(let bytes), .blob(let bytes): hasher.combine(bytes)
    }
  }
}

extension SQLValue {
  package init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }
  package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension String {
  /// Bytes are compared in place: the iterators of a string's UTF-8 take about 70 instructions for each.
  fileprivate func hasSameBytes(as other: String) -> Bool {
    utf8.withContiguousStorageIfAvailable { one in
      other.utf8.withContiguousStorageIfAvailable { other in one.count == other.count && one.elementsEqual(other) }
    }.flatMap(\.self) ?? utf8.elementsEqual(other.utf8)
  }
}

extension SQLValue {
  /// A copy of what the engine has.
  package init(_ stored: StoredValue) {
    self =
      switch stored {
      case .null: .null
      case .integer(let number): .integer(number)
      case .real(let number): .real(number)
      case .blob(let bytes): .blob(Array(bytes))
      case .text(let bytes): String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .malformedText(Array(bytes))
      }
  }
}
