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
    if let text = FindingText.forPrograms(answer, settings) { return text }
    var text = ""
    people(settings.style, &text)
    return text
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
      text += "\n" + FindingText.paragraph(name, .red, "could not be made: \(failure["message"]?.string ?? "")", style)
    }
  }

  private func details(_ finding: JSON, _ style: Style, _ text: inout String) {
    text += "\n" + FindingText.heading(finding, finding["finds"]?.string ?? "", style)
    let rows = finding["rows"]?.array ?? []
    for row in rows { text += "  " + style.safe(FindingText.line(row)) + "\n" }
    let rest = (finding["count"]?.integer ?? 0) - (rows.map { $0["times"]?.integer ?? 1 }).reduce(0, +)
    if rest > 0, !rows.isEmpty { text += "  and \(Quantity.count(rest)) more\n" }
    text += FindingText.paragraph("causes", .bold, finding["causes"]?.string ?? "", style, indent: 2)
    if let repair = FindingText.repair(finding) {
      text += FindingText.paragraph("repair", .bold, repair, style, indent: 2)
    }
    text += FindingText.paragraph("by hand", .bold, finding["remedy"]?.string ?? "", style, indent: 2)
  }
}
