/// A type with its words, as a statement declares it (postgresql.org/docs/current/datatype-enum.html).
package struct TypeOfWords: Sendable {
  package let statement: String
  package let name: String
  package let words: [String]

  /// Reads `CREATE TYPE NAME AS ENUM ('WORD', …)`; nil for any other text.
  package init?(declaredBy statement: String) {
    let sql = SQLTokens(statement)
    guard sql.word(0) == "CREATE", sql.word(1) == "TYPE", sql.tokens.count > 5, sql.word(4) == "ENUM" else {
      return nil
    }
    self.statement = statement
    name = sql.name(2)
    words = sql.tokens.indices.dropFirst(5).filter { sql.tokens[$0].kind == .quoted }.map { sql.name($0) }
  }
}
