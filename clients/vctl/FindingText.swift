import ClientKit
import JSON

/// What a check found, as people and programs read it.
enum FindingText {
  /// The findings of an answer in a format for programs.
  /// - Parameter more: members that its rows have besides those of a check.
  /// - Returns: nil for the format for people.
  static func forPrograms(_ answer: JSON, rowsHave more: [String] = [], _ settings: Settings) -> String? {
    let findings = answer["findings"]?.array ?? []
    var text = ""
    var format: any Format
    switch settings.format {
    case .table: return nil
    case .csv:
      let names = ["check", "severity", "entity", "table", "id", "name", "field", "note"] + more
      format = settings.format.make(names.map { Column($0) }, key: [], settings.style)
      format.add(findings.flatMap(rows), to: &text)
    case .jsonl, .name, .template:
      format = settings.format.make([], key: ["name"], settings.style)
      format.add(findings, to: &text)
    case .json, .yaml:
      format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
      return text
    }
    format.finish(&text)
    return text
  }

  private static func rows(_ finding: JSON) -> [JSON] {
    (finding["rows"]?.array ?? []).map { row in
      var object = row.object ?? JSON.Object()
      object["check"] = finding["name"]
      object["severity"] = finding["severity"]
      return .object(object)
    }
  }

  /// The name of the check in the colour of its severity, and a text behind it.
  static func heading(_ finding: JSON, _ text: String, _ style: Style) -> String {
    let look: Style.Look =
      switch finding["severity"]?.string {
      case "error": .red
      case "warning": .yellow
      default: .bold
      }
    return paragraph(finding["name"]?.string ?? "", look, text, style)
  }

  /// `user 'jane' (3), organization: organization 9 does not exist`
  static func line(_ row: JSON) -> String {
    let note = row["note"]?.string ?? ""
    return subject(row).map { "\($0): \(note)" } ?? note
  }

  /// `user 'jane' (3), organization`; nil for a row without a record, which its note alone tells.
  private static func subject(_ row: JSON) -> String? {
    let name = row["name"]?.string.map { "'\($0)'" }
    let id = row["id"]?.integer.map { name == nil ? "\($0)" : "(\($0))" }
    guard let kind = row["entity"]?.string ?? (id == nil ? nil : row["table"]?.string) else { return nil }
    let record = [kind.replacing("_", with: " "), name, id].compactMap { $0 }.joined(separator: " ")
    return record + (row["field"]?.string.map { ", \($0)" } ?? "")
  }

  /// What a repair does by itself, and what it does when that is decided; nil if it does nothing.
  static func repair(_ finding: JSON) -> String? {
    let name = finding["name"]?.string ?? ""
    let command = "'vctl repair \(name)"
    var parts: [String] = []
    if let safe = finding["repair"]?.string { parts.append("\(command)' \(safe).") }
    for choice in finding["choices"]?.array ?? [] {
      let option = "--set \(name)=\(choice["name"]?.string ?? "")"
      parts.append((parts.isEmpty ? "\(command) \(option)'" : "'\(option)'") + " \(choice["does"]?.string ?? "").")
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// A text behind a word, in lines that have room on a terminal.
  static func paragraph(
    _ word: String, _ look: Style.Look, _ text: String, _ style: Style, indent: Int = 0
  ) -> String {
    let margin = String(repeating: " ", count: indent)
    let whole = "\(word): \(style.safe(text))"
    var lines = [whole]
    if let width = style.width {
      lines = WrappedText(whole, width: max(20, width - indent), hanging: 2, keepsQuoted: true).lines
    }
    let rest = lines.joined(separator: "\n" + margin).dropFirst(word.count + 1)
    return margin + style.paint(word + ":", look) + rest + "\n"
  }
}
