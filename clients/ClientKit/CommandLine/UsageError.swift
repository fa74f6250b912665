/// A command line that cannot be understood, in words for the person who typed it.
package struct UsageError: Error, Sendable, Hashable {
  package let message: String
  /// What would be right, where the message does not already say it.
  package let hint: String?

  package init(_ message: String, hint: String? = nil) { (self.message, self.hint) = (message, hint) }
}
