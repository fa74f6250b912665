import ClientKit
import JSON

/// What is said of calls that keep nothing.
enum DryRun {
  static let note = "dry run: nothing was changed"

  /// What would change; of a delete, which records, and not each of their values.
  static func text(_ answer: JSON, _ style: Style) -> String {
    let deletion = RecordGroups.sentences(answer, isDry: true, style)
    guard deletion.isEmpty else { return deletion }
    let changes = answer["changes"]?.array ?? []
    return changes.isEmpty ? "nothing would change\n" : RecordDiff.text(of: changes, style, isDry: true)
  }
}
