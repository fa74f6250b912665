import Engine
import SQLite

/// Every table of the server as text, a row a line, for comparing files row by row: what a clock or a salt makes is
/// left out.
struct Dump {
  static func text(_ path: String, now: String) throws -> String {
    let connection = try Connection(path: path, access: .readOnly)
    let tables = try connection.rows(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'vantage6!_admin!_%' ESCAPE '!' "
        + "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name")
    var text = ""
    for table in tables.compactMap(\.first?.text) {
      let columns = try connection.rows("SELECT name FROM pragma_table_info(?1)", [.text(table)])
        .compactMap(\.first?.text)
      text += "== \(table)\n"
      let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
      let lines = try connection.rows("SELECT \(list) FROM \"\(table)\" ORDER BY rowid").map { row in
        zip(columns, row).map { "\($0)=\(shown($1, now))" }.joined(separator: " ")
      }
      // Pairs have no order.
      text += (columns.contains("id") ? lines : lines.sorted()).map { $0 + "\n" }.joined()
    }
    return text
  }

  private static func shown(_ value: SQLValue, _ now: String) -> String {
    switch value {
    case .null: "NULL"
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text) where text == now: "<now>"
    case .text(let text) where text.hasPrefix("$2b$12$"): "<bcrypt>"
    case .text(let text): "'" + text.replacing("\n", with: "\\n") + "'"
    case .malformedText(let bytes): "malformed" + hex(bytes)
    case .blob(let bytes): "x" + hex(bytes)
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
