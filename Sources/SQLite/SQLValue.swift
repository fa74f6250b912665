/// A value with its storage class (sqlite.org/datatype3.html). Text that is no UTF-8 keeps its bytes.
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
}

extension SQLValue {
  package init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }
  package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}
