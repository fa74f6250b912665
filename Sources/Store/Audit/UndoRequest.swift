/// How a change is undone.
package struct UndoRequest: Sendable {
  /// The number of a record of the change; nil for the caller's newest change that is not undone yet.
  package var seq: Int64?
  /// Also undo the later changes that block the undo, the newest first.
  package var isCascading: Bool
  /// Also replace newer passwords and keys by the old ones.
  package var restoresSecrets: Bool
  /// Whether nothing is kept, so that there is no undo that could be undone.
  package var isDry: Bool

  package init(seq: Int64? = nil, isCascading: Bool = false, restoresSecrets: Bool = false, isDry: Bool = false) {
    (self.seq, self.isCascading, self.restoresSecrets, self.isDry) = (seq, isCascading, restoresSecrets, isDry)
  }
}
