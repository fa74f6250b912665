/// How a table is declared: its columns and constraints, each as SQL writes it.
package struct TableShape: Sendable, Equatable {
  package struct Column: Sendable, Equatable {
    package let name: String
    /// The whole declaration: `name VARCHAR`.
    package let declaration: String
    package init(_ name: String, _ declaration: String) { (self.name, self.declaration) = (name, declaration) }
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
  package func isSame(as other: TableShape) -> Bool {
    let (one, two) = (columns.map(\.declaration) + constraints, other.columns.map(\.declaration) + other.constraints)
    return one.count == two.count && options == other.options
      && zip(one, two).allSatisfy { Self.words(of: $0) == Self.words(of: $1) }
  }

  package static func words(of text: String) -> [Substring] { text.split { $0.isWhitespace } }
}
