import ClientKit
import JSON
import Vocabulary

/// The answer of `database.apply`: a plan, or what was done.
struct ApplyReport {
  private let answer: JSON
  private let changes: [JSON]

  init(_ answer: JSON) { (self.answer, changes) = (answer, answer["changes"]?.array ?? []) }

  private func count(_ name: String) -> Int64 { answer[name]?.integer ?? 0 }

  var isEmpty: Bool { count("created") + count("changed") + count("deleted") == 0 }
  var deleted: Int64 { count("deleted") }
  /// Stands for the changes.
  var plan: JSON? { answer["plan"] }
  var lockTime: String? { LockTime.sentence(answer) }
  private var isDry: Bool { answer["dry_run"] == true }

  /// A line for each record, and how many there are; empty without any.
  func people(_ style: Style) -> String {
    guard !isEmpty else { return "" }
    return changes.map { RecordDiff($0, style, isDry: isDry).planLine }.joined() + rest + summary
  }

  /// What would change, with all values.
  func differences(_ style: Style) -> String {
    guard !isEmpty else { return "" }
    return RecordDiff.text(of: changes, style, isDry: isDry) + (rest.isEmpty ? "" : "\n" + rest)
  }

  /// `3 to create, 1 to change, 0 to delete`, or `3 created, 1 changed, 0 deleted`
  var summary: String {
    let words = isDry ? ["to create", "to change", "to delete"] : ["created", "changed", "deleted"]
    let counts = ["created", "changed", "deleted"].map { Quantity.count(count($0)) }
    return zip(counts, words).map { "\($0) \($1)" }.joined(separator: ", ") + "\n"
  }

  private var rest: String {
    let count = count("unlisted")
    return count == 0 ? "" : "and \(Quantity.count(count)) more\n"
  }

  private static let columns = [
    Column("action", importance: 95), Column("entity", importance: 100), Column("id", number: true, importance: 80),
    Column("name", isName: true, importance: 90), Column("change", importance: 85),
  ]

  /// For programs; nil for a format that people read.
  func forPrograms(_ settings: Settings) -> String? {
    var text = ""
    switch settings.format {
    case .table: return nil
    case .csv, .name, .template:
      var format = settings.format.make(Self.columns, key: ["name"], settings.style)
      format.add(changes.map(row), to: &text)
      format.finish(&text)
    case .json, .jsonl, .yaml:
      var format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
    }
    return text
  }

  private func row(_ change: JSON) -> JSON {
    let action = change["before"]?.isNull == true ? "create" : change["after"]?.isNull == true ? "delete" : "change"
    return [
      "action": .string(action), "entity": change["entity"] ?? .null, "id": change["id"] ?? .null,
      "name": change["name"] ?? .null, "change": .string(RecordDiff(change, Style(), isDry: isDry).summary),
    ]
  }
}
