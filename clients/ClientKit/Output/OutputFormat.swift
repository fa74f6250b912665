import Vocabulary

/// The formats that `--output` takes.
package enum OutputFormat: Sendable, Hashable {
  case table, json, jsonl, yaml, csv, name
  case template(Template)

  package static let names = ["table", "wide", "json", "jsonl", "yaml", "csv", "name", "template"]

  /// Reads `json` and so on, `template=TEXT`, or a text with braces.
  package init(_ text: String) throws(UsageError) {
    switch text {
    // Which of both is a matter of style.
    case "table", "wide": self = .table
    case "json": self = .json
    case "jsonl": self = .jsonl
    case "yaml": self = .yaml
    case "csv": self = .csv
    case "name": self = .name
    case "template":
      throw UsageError("a template needs its text: -o 'template={username} <{email}>'")
    default:
      if text.hasPrefix("template=") {
        self = .template(try Template(String(text.dropFirst("template=".count))))
      } else if text.contains("{") {
        self = .template(try Template(text))
      } else {
        throw UsageError(
          "unknown format '\(text)'" + NearMiss.question(text, among: Self.names),
          hint: "the formats are \(Self.names.joined(separator: ", "))")
      }
    }
  }

  /// Read by programs, who want errors in the same language.
  package var isJSON: Bool { self == .json || self == .jsonl }

  /// Shows all that a record has.
  package var isWhole: Bool {
    switch self {
    case .table, .json, .jsonl, .yaml: true
    case .csv, .name, .template: false
    }
  }

  package func make(_ columns: [Column], key: [String], _ style: Style) -> any Format {
    switch self {
    case .table: TableFormat(columns, style)
    case .json: JSONFormat(style)
    case .jsonl: JSONLinesFormat(style)
    case .yaml: YAMLFormat(style)
    case .csv: CSVFormat(columns, style)
    case .name: NameFormat(key, style)
    case .template(let template): TemplateFormat(template, style)
    }
  }
}
