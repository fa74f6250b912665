import ClientKit
import JSON

/// What is said of calls that keep nothing.
enum DryRun {
  static let note = "dry run: nothing was changed"

  /// What would change; of a delete, which records, and not each of their values.
  static func text(_ answer: JSON, _ style: Style) -> String {
    let deletion = RecordGroups.sentences(answer, isDry: true, style)
    guard deletion.isEmpty else { return deletion }
    guard let changes = answer["changes"]?.array else { return facts(answer, style) }
    return changes.isEmpty ? "nothing would change\n" : RecordDiff.text(of: changes, style, isDry: true)
  }

  /// Of a method that answers no list of changes: what it answers.
  private static func facts(_ answer: JSON, _ style: Style) -> String {
    let members = (answer.object?.members ?? []).filter { !["dry_run", "warnings"].contains($0.key) }
    var format = TableFormat(members.map { Column($0.key) }, style)
    var text = ""
    format.record(.object(JSON.Object(members)), to: &text)
    return text
  }
}
