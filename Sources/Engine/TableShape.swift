/// How a table is declared: its columns and constraints, each as SQL writes it.
package struct TableShape: Sendable, Equatable {
  package struct Column: Sendable, Equatable {
    package let name: String
    /// The whole declaration: `name VARCHAR`.
    package let declaration: String
    package init(_ name: String, _ declaration: String) { (self.name, self.declaration) = (name, declaration) }

    /// The declaration without NOT NULL at its end, with which a table that has rows takes the column.
    package var nullable: String {
      let sql = SQLTokens(declaration)
      let end = sql.tokens.count
      guard end > 2, sql.word(end - 1) == "NULL", sql.word(end - 2) == "NOT" else { return declaration }
      return sql.text(0..<sql.tokens[end - 3].range.upperBound)
    }
  }

  package let name: String
  /// The name as the declaration writes it, with its quotes if it has any.
  package let writtenName: String
  package var columns: [Column]
  /// The constraints of the table: `UNIQUE (name)`.
  package var constraints: [String]
  /// The words behind the list of columns, such as `STRICT`; nearly always empty.
  package let options: String

  package init(name: String, writtenName: String, columns: [Column], constraints: [String], options: String = "") {
    (self.name, self.writtenName, self.columns) = (name, writtenName, columns)
    (self.constraints, self.options) = (constraints, options)
  }

  /// The statement that makes the table, one column or constraint a line.
  package var sql: String {
    "CREATE TABLE \(writtenName) (\n\t" + (columns.map(\.declaration) + constraints).joined(separator: ", \n\t") + "\n)"
      + options
  }

  package func has(_ column: String) -> Bool { columns.contains { $0.name == column } }

  /// The columns that must be unique, each alone.
  package var uniqueColumns: [String] {
    columns.map(\.name).filter { column in
      constraints.contains { ["UNIQUE (\(column))", "UNIQUE (\(quoted(column)))"].contains($0) }
    }
  }

  /// Whether both declare the same, however they are laid out.
  /// - Parameter inOrder: whether the order of the columns and constraints counts.
  package func isSame(as other: TableShape, inOrder: Bool) -> Bool {
    func words(_ shape: TableShape) -> [[String]] {
      let words = (shape.columns.map(\.declaration) + shape.constraints).map(Self.words)
      return inOrder ? words : words.sorted { $0.lexicographicallyPrecedes($1) }
    }
    return words(self) == words(other) && options == other.options
  }

  /// The words, names and marks of a text. Two texts that SQL reads alike have the same.
  package static func words(of text: String) -> [String] {
    let sql = SQLTokens(text)
    return sql.tokens.indices.map { place in
      let written = sql.text(sql.tokens[place].range)
      switch sql.tokens[place].kind {
      case .word: return written.lowercased()
      case .quoted: return written.hasPrefix("'") ? written : sql.name(place)
      case .mark: return written
      }
    }
  }
}
