import ClientKit
import JSON

/// The answer of `database.repair`: for people what was mended and what is left, by check.
struct RepairReport {
  private let answer: JSON
  private let findings: [JSON]
  private let failed: [JSON]

  init(_ answer: JSON) {
    self.answer = answer
    (findings, failed) = (answer["findings"]?.array ?? [], answer["failed"]?.array ?? [])
  }

  var mended: Int64 { answer["mended"]?.integer ?? 0 }
  var isClean: Bool { (answer["left"]?.integer ?? 0) == 0 && failed.isEmpty }
  var lockTime: String? { LockTime.sentence(answer) }
  var isDry: Bool { answer["dry_run"] == true }

  /// What to say where nothing needs to be mended, or nothing can be.
  var note: String {
    if isClean { return "nothing to repair" }
    return "nothing can be repaired without a decision"
  }

  func text(_ settings: Settings) -> String {
    FindingText.forPrograms(answer, rowsHave: ["done", "left"], settings) ?? people(settings.style)
  }
}

// MARK: For people

extension RepairReport {
  private static let columns = [
    Column("severity", importance: 90), Column("check", isName: true, importance: 100),
    Column("count", number: true, importance: 80), Column("mended", number: true, importance: 95),
    Column("left", number: true, importance: 95),
  ]

  func people(_ style: Style) -> String {
    var text = ""
    if !findings.isEmpty {
      var table = TableFormat(Self.columns, style)
      table.add(
        findings.map { finding in
          [
            "severity": finding["severity"] ?? .null, "check": finding["name"] ?? .null,
            "count": finding["count"] ?? .null, "mended": finding["mended"] ?? .null, "left": finding["left"] ?? .null,
          ]
        }, to: &text)
      table.finish(&text)
    }
    for finding in findings { details(finding, style, &text) }
    for failure in failed {
      let name = failure["name"]?.string ?? ""
      text +=
        "\n" + FindingText.paragraph(name, .red, "could not be checked: \(failure["message"]?.string ?? "")", style)
    }
    return text
  }

  private func details(_ finding: JSON, _ style: Style, _ text: inout String) {
    func number(_ name: String) -> Int64 { finding[name]?.integer ?? 0 }
    text += "\n" + FindingText.heading(finding, finding["finds"]?.string ?? "", style)
    let rows = finding["rows"]?.array ?? []
    for row in rows {
      let end = row["done"]?.string ?? row["left"]?.string.map { "left: \($0)" } ?? "left"
      text += "  " + style.safe("\(FindingText.line(row)) → \(end)") + "\n"
    }
    let rest = number("count") - rows.map { $0["times"]?.integer ?? 1 }.reduce(0, +)
    if rest > 0, !rows.isEmpty { text += "  and \(Quantity.count(rest)) more\n" }
    guard number("left") > 0 else { return }
    let choices = finding["choices"]?.array ?? []
    if !choices.isEmpty {
      let name = finding["name"]?.string ?? ""
      let decisions = choices.map { choice in
        "'--set \(name)=\(choice["name"]?.string ?? "")' \(choice["does"]?.string ?? "")"
      }
      text += FindingText.paragraph("decide", .bold, decisions.joined(separator: "; ") + ".", style, indent: 2)
    }
    text += FindingText.paragraph("by hand", .bold, finding["remedy"]?.string ?? "", style, indent: 2)
  }
}
