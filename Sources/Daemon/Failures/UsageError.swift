/// Why the command line or the settings file cannot be used: one line for the administrator.
package struct UsageError: Error, Sendable, Equatable {
  package let message: String
  package init(_ message: String) { self.message = message }
}
