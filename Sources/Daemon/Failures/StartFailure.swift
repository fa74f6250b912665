/// Why the daemon cannot start: one sentence for the administrator.
package struct StartFailure: Error, Sendable, Equatable {
  package let message: String

  package init(_ message: String) { self.message = message }
}
