import ClientKit
import JSON

/// The answer of `database.migrate`: for people the steps, the changed names, and what could not be carried over.
struct MigrationText {
  private let answer: JSON

  init(_ answer: JSON) { self.answer = answer }

  private func items(_ member: String) -> [JSON] { answer[member]?.array ?? [] }
  var version: String { answer["to"].map { Cell.text($0) } ?? "" }

  /// Whether there is nothing to do.
  var isEmpty: Bool { items("steps").isEmpty }

  /// The accounts that are needed at Keycloak; nil if there are none.
  var accounts: JSON? { answer["accounts"] }

  /// The file with the contents from before.
  var kept: String? { answer["kept"]?.string }
  var lockTime: String? { LockTime.sentence(answer) }

  /// The sentence for that.
  var nothing: String { "nothing to do: the database has all that version \(version) has" }

  func text(_ settings: Settings) -> String {
    var text = ""
    switch settings.format {
    case .table: return people(settings.style)
    case .json, .yaml:
      var format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
    case .csv, .jsonl, .name, .template:
      var format = settings.format.make(Self.columns, key: ["name"], settings.style)
      format.add(items("steps"), to: &text)
      format.finish(&text)
    }
    return text
  }

  private static let columns = [
    Column("name", isName: true, importance: 100), Column("count", number: true, importance: 90), Column("sentence"),
  ]

  func people(_ style: Style) -> String {
    var text = ""
    if !isEmpty {
      let isDry = answer["dry_run"] == true
      if answer["from"] == answer["to"] {
        text += (isDry ? "would complete" : "completed") + " version \(version):\n"
      } else {
        text += (isDry ? "would migrate" : "migrated")
        text += " from version \(answer["from"].map { Cell.text($0) } ?? "") to version \(version):\n"
      }
    }
    text += items("steps").map { paragraph("* ", $0["sentence"]?.string ?? "", style) }.joined()
    section("changed names:", items("renamed").map(Self.renaming), style, &text)
    section("left as it was:", items("left").map { $0["sentence"]?.string ?? "" }, style, &text)
    return text
  }

  /// `organization 4, name: 'IKNL' is now 'IKNL (2)'`
  private static func renaming(_ item: JSON) -> String {
    func word(_ member: String) -> String { item[member].map { Cell.text($0) } ?? "" }
    return "\(word("entity")) \(word("id")), \(word("field")): '\(word("old"))' becomes '\(word("new"))'"
  }

  private func section(_ title: String, _ lines: [String], _ style: Style, _ text: inout String) {
    guard !lines.isEmpty else { return }
    text += "\n" + style.paint(title, .bold) + "\n" + lines.map { paragraph("* ", $0, style) }.joined()
  }

  /// A sentence behind a mark, in lines that have room on a terminal.
  private func paragraph(_ mark: String, _ sentence: String, _ style: Style) -> String {
    let whole = mark + style.safe(sentence)
    guard let width = style.width else { return whole + "\n" }
    return WrappedText(whole, width: width, hanging: mark.count, keepsQuoted: true).lines.joined(separator: "\n") + "\n"
  }
}
