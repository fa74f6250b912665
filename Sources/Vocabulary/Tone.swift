/// What the word of a state means to a person who looks for trouble: clients choose colours by it.
package enum Tone: String, Sendable, CaseIterable {
  /// As it should be.
  case good
  /// Something goes on.
  case busy
  /// Nothing goes on.
  case idle
  case bad
}
