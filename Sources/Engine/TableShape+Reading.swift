extension TableShape {
  private static let constraintWords: Set<String> = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]

  /// Reads the text of a `CREATE TABLE` (sqlite.org/lang_createtable.html); nil for any other text.
  package init?(declaredBy statement: String) {
    let sql = SQLTokens(statement)
    guard let opening = sql.tokens.indices.first(where: { sql.isMark("(", $0) }), opening >= 3,
      sql.word(0) == "CREATE", sql.word(1) == "TABLE"
    else { return nil }
    var (depth, start): (Int, Int) = (0, opening + 1)
    var items: [Range<Int>] = []
    var closing: Int?
    for place in opening..<sql.tokens.count {
      if sql.isMark("(", place) { depth += 1 }
      if sql.isMark(")", place) { depth -= 1 }
      let isEnd = depth == 0
      if isEnd || (depth == 1 && sql.isMark(",", place)) {
        if start < place { items.append(start..<place) }
        start = place + 1
      }
      if isEnd {
        closing = place
        break
      }
    }
    guard let closing, !items.isEmpty else { return nil }
    var (columns, constraints): ([Column], [String]) = ([], [])
    for item in items {
      let text = sql.text(
        sql.tokens[item.lowerBound].range.lowerBound..<sql.tokens[item.upperBound - 1].range.upperBound)
      if let word = sql.word(item.lowerBound), Self.constraintWords.contains(word) {
        constraints.append(text)
      } else {
        columns.append(Column(sql.name(item.lowerBound), text))
      }
    }
    self.init(
      name: sql.name(opening - 1), writtenName: sql.text(sql.tokens[opening - 1].range), columns: columns,
      constraints: constraints, options: sql.text(sql.tokens[closing].range.upperBound..<sql.bytes.count))
  }
}

/// The text of a trigger or an index on another table than before; nil if it is on none of that name.
package func retargeted(_ statement: String, from table: String, to other: String) -> String? {
  let sql = SQLTokens(statement)
  for place in sql.tokens.indices.dropLast() where sql.word(place) == "ON" {
    // `SCHEMA.TABLE` names the table by its second part.
    let isQualified = place + 3 < sql.tokens.count && sql.isMark(".", place + 2)
    let target = isQualified ? place + 3 : place + 1
    guard sql.name(target).lowercased() == table.lowercased() else { return nil }
    let range = sql.tokens[target].range
    return sql.text(0..<range.lowerBound) + quoted(other) + sql.text(range.upperBound..<sql.bytes.count)
  }
  return nil
}

extension TableShape {
  /// Reads `ALTER TABLE NAME ADD CONSTRAINT…`; nil for any other text.
  package static func constraint(addedBy statement: String) -> (table: String, constraint: String)? {
    let sql = SQLTokens(statement)
    guard sql.word(0) == "ALTER", sql.word(1) == "TABLE", sql.word(3) == "ADD", sql.tokens.count > 4 else { return nil }
    return (sql.name(2), sql.text(sql.tokens[4].range.lowerBound..<sql.bytes.count))
  }
}
