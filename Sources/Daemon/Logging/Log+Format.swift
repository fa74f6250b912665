extension Log {
  /// How messages are written.
  package enum Format: String, Sendable, CaseIterable {
    /// To the journal with their fields if descriptor 2 leads there, and otherwise as lines for people.
    case text
    /// As an object a line, wherever descriptor 2 leads: what collects the logs of containers reads such lines.
    case json
  }
}
