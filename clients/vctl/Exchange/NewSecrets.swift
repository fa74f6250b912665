import ClientKit
import JSON

/// The secrets that an import or an apply made: `[{entity, id, name, field, value}]`.
struct NewSecrets {
  private let rows: [JSON]
  private static let columns = ["entity", "id", "name", "field", "value"].map { Column($0) }

  init(_ answer: JSON) { rows = answer["secrets"]?.array ?? [] }

  var isEmpty: Bool { rows.isEmpty }

  var csv: String {
    var text = ""
    var format = CSVFormat(Self.columns, Style(isTerminal: false, isColored: false, width: nil))
    format.add(rows, to: &text)
    format.finish(&text)
    return text
  }

  /// For people, below the rest of the output; empty without any.
  func text(_ style: Style) -> String {
    guard !isEmpty else { return "" }
    var text = "\nnew secrets, which nothing else shows:\n"
    var table = TableFormat(Self.columns, style)
    table.add(rows, to: &text)
    table.finish(&text)
    return text
  }
}
