/// How a change is undone.
package struct UndoRequest: Sendable {
  /// A record of the change; nil for the caller's newest that is not undone yet.
  package var seq: Int64?
  /// Also undo the later changes that stand in the way, the newest first.
  package var isCascading: Bool
  /// Also replace newer passwords and keys by the old ones.
  package var restoresSecrets: Bool
  /// Nothing is kept: there will be no undo that could be undone.
  package var isDry: Bool

  package init(seq: Int64? = nil, isCascading: Bool = false, restoresSecrets: Bool = false, isDry: Bool = false) {
    (self.seq, self.isCascading, self.restoresSecrets, self.isDry) = (seq, isCascading, restoresSecrets, isDry)
  }
}
