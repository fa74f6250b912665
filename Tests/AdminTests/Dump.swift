import Engine

/// Every table of the server as text, a row a line, for comparing files row by row: what a clock or a salt makes is
/// left out.
struct Dump {
  static func text(_ path: String, now: String) throws -> String {
    let session = try PlainSession(path)
    var text = ""
    for (table, columns) in try session.tables().sorted(by: { $0.key < $1.key }) {
      text += "== \(table)\n"
      let lines = try session.rows(of: table, columns).map { row in
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
