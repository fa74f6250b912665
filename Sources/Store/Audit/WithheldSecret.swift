/// A secret that an undo left as it is, and the way to restore the old one.
package struct WithheldSecret: Sendable {
  /// `password of user 2 'jane'`
  package let name: String
  /// A sentence that says what happened to the secret.
  package let sentence: String
  /// The change to undo again, this time with its secrets.
  package let change: Int64
  /// The undo that has to be undone first, if there is one.
  package let undo: Int64?
  /// Whether that undo has to cascade, as the request did.
  package let isCascading: Bool

  init(_ name: String, _ sentence: String, change: Int64, undo: Int64?, _ request: UndoRequest) {
    (self.name, self.sentence, self.change, self.undo) = (name, sentence, change, undo)
    isCascading = request.isCascading
  }
}
