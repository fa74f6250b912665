import ClientKit
import JSON

/// What is said of calls that keep nothing.
enum DryRun {
  static let note = "nothing was kept: this was a dry run"

  /// What would have changed; for a delete, first how much of what.
  static func text(_ answer: JSON, _ style: Style) -> String {
    let deletion = Deletion.sentences(answer, isDry: true, style)
    let changes = answer["changes"]?.array ?? []
    if changes.isEmpty { return deletion.isEmpty ? "nothing would change\n" : deletion }
    return deletion + (deletion.isEmpty ? "" : "\n") + RecordDiff.text(of: changes, style)
  }
}
