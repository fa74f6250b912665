/// Why and where a text is not JSON.
package struct JSONParseError: Error, Hashable, CustomStringConvertible {
  /// The offset in bytes of the first byte that cannot be accepted; the length of the text if it ended too early.
  package let offset: Int
  /// What is wrong there, in lower case, without a full stop.
  package let reason: String

  package init(offset: Int, reason: String) { (self.offset, self.reason) = (offset, reason) }

  package var description: String { "\(reason) at byte \(offset)" }
}
