import ClientKit
import JSON

/// The answer of `database.check`: for people the findings by severity, each with its rows and what to do next.
struct CheckReport {
  private let answer: JSON
  private let findings: [JSON]
  private let failed: [JSON]

  init(_ answer: JSON) {
    self.answer = answer
    (findings, failed) = (answer["findings"]?.array ?? [], answer["failed"]?.array ?? [])
  }

  var checked: Int64 { answer["checked"]?.integer ?? 0 }
  var isClean: Bool { findings.isEmpty && failed.isEmpty }

  func text(_ settings: Settings) -> String {
    var text = ""
    switch settings.format {
    case .table: people(settings.style, &text)
    case .csv:
      var format = settings.format.make(Self.rowColumns, key: [], settings.style)
      format.add(findings.flatMap(rows), to: &text)
      format.finish(&text)
    case .jsonl, .name, .template:
      var format = settings.format.make([], key: ["name"], settings.style)
      format.add(findings, to: &text)
      format.finish(&text)
    case .json, .yaml:
      var format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
    }
    return text
  }

  private static let rowColumns = ["check", "severity", "entity", "table", "id", "name", "field", "note"].map {
    Column($0)
  }

  private func rows(_ finding: JSON) -> [JSON] {
    (finding["rows"]?.array ?? []).map { row in
      var object = row.object ?? JSON.Object()
      object["check"] = finding["name"]
      object["severity"] = finding["severity"]
      return .object(object)
    }
  }
}

// MARK: For people

extension CheckReport {
  private static let columns = [
    Column("severity", importance: 90), Column("check", isName: true, importance: 100),
    Column("count", number: true, importance: 95), Column("finds", importance: 80),
  ]

  private func people(_ style: Style, _ text: inout String) {
    if !findings.isEmpty {
      var table = TableFormat(Self.columns, style)
      table.add(
        findings.map { finding in
          [
            "severity": finding["severity"] ?? .null, "check": finding["name"] ?? .null,
            "count": finding["count"] ?? .null, "finds": finding["finds"] ?? .null,
          ]
        }, to: &text)
      table.finish(&text)
    }
    for finding in findings { details(finding, style, &text) }
    for failure in failed {
      let name = failure["name"]?.string ?? ""
      text += "\n" + Self.paragraph(name, .red, "could not be made: \(failure["message"]?.string ?? "")", style)
    }
  }

  private func details(_ finding: JSON, _ style: Style, _ text: inout String) {
    let look: Style.Look =
      switch finding["severity"]?.string {
      case "error": .red
      case "warning": .yellow
      default: .bold
      }
    text += "\n" + Self.paragraph(finding["name"]?.string ?? "", look, finding["finds"]?.string ?? "", style)
    let rows = finding["rows"]?.array ?? []
    for row in rows { text += "  " + style.safe(Self.line(row)) + "\n" }
    let rest = (finding["count"]?.integer ?? 0) - (rows.map { $0["times"]?.integer ?? 1 }).reduce(0, +)
    if rest > 0, !rows.isEmpty { text += "  and \(Quantity.count(rest)) more\n" }
    text += Self.paragraph("causes", .bold, finding["causes"]?.string ?? "", style, indent: 2)
    text += Self.paragraph("next", .bold, finding["remedy"]?.string ?? "", style, indent: 2)
  }

  /// `user 'jane' (3), organization: organization 9 does not exist`
  private static func line(_ row: JSON) -> String {
    let name = row["name"]?.string.map { "'\($0)'" }
    let id = row["id"]?.integer.map { name == nil ? "\($0)" : "(\($0))" }
    // A row without a record is told by its note alone.
    guard let kind = row["entity"]?.string ?? (id == nil ? nil : row["table"]?.string) else {
      return row["note"]?.string ?? ""
    }
    let record = [kind.replacing("_", with: " "), name, id].compactMap { $0 }.joined(separator: " ")
    let field = row["field"]?.string.map { ", \($0)" } ?? ""
    return "\(record)\(field): \(row["note"]?.string ?? "")"
  }

  /// A text behind a word, in lines that have room on a terminal.
  private static func paragraph(
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
