/// Where output goes, as far as formats care.
package struct Style: Sendable, Hashable {
  /// Control characters are escaped, and columns that say nothing are left out.
  package let isTerminal: Bool
  package let isColored: Bool
  /// Columns to cut lines to; nil for no end.
  package let width: Int?
  package let hasHeader: Bool
  /// A table has all its columns, each as wide as it needs to be.
  package let isWide: Bool

  /// - Parameter isWide: there is no width to fit into.
  package init(
    isTerminal: Bool = false, isColored: Bool = false, width: Int? = nil, hasHeader: Bool = true, isWide: Bool = false
  ) {
    (self.isTerminal, self.isColored, self.hasHeader) = (isTerminal, isColored, hasHeader)
    (self.width, self.isWide) = (isWide ? nil : width, isWide)
  }

  /// The escape sequences of ECMA-48, section 8.3.117.
  package enum Look: String, Sendable {
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  /// - Parameter look: nil for the usual one.
  package func paint(_ text: String, _ look: Look?) -> String {
    guard let look else { return text }
    return isColored && !text.isEmpty ? "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Text that may be written there.
  package func safe(_ text: String, keepLines: Bool = false) -> String {
    isTerminal ? Escape.controls(in: text, keepLines: keepLines) : text
  }
}
