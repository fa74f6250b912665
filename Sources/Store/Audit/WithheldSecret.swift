/// A secret that an undo left as it is, and the way to bring the old one back.
package struct WithheldSecret: Sendable {
  /// `password of user 2 'jane'`
  package let name: String
  /// What became of it.
  package let sentence: String
  /// The change to be undone again, with the old secrets.
  package let change: Int64
  /// The undo that has to be undone first, if there is one.
  package let undo: Int64?
  /// Whether later changes stand in the way of that change.
  package let isCascading: Bool

  init(_ name: String, _ sentence: String, change: Int64, undo: Int64?, _ request: UndoRequest) {
    (self.name, self.sentence, self.change, self.undo) = (name, sentence, change, undo)
    isCascading = request.isCascading
  }
}
