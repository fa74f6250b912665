import Catalogue
import Engine
import Vocabulary

/// The tables of a new database, as its statements declare them on one engine.
struct DeclaredTables {
  let types: [TypeOfWords]
  private(set) var shapes: [TableShape]

  /// - Throws: `internal` for a statement that declares something else.
  init(_ declarations: (types: [String], tables: [String])) throws(Failure) {
    types = declarations.types.compactMap { TypeOfWords(declaredBy: $0) }
    shapes = []
    for statement in declarations.tables {
      if let shape = TableShape(declaredBy: statement) {
        shapes.append(shape)
      } else if let (table, constraint) = Self.addition(statement),
        let place = shapes.firstIndex(where: { $0.name == table })
      {
        shapes[place].constraints.append(constraint)
      } else {
        throw Failure(.internal, "a table of a new database cannot be read", detail: statement)
      }
    }
  }

  subscript(_ table: String) -> TableShape? { shapes.first { $0.name == table } }

  /// Reads `ALTER TABLE NAME ADD CONSTRAINT`: of tables that refer to each other, the first gets its reference later.
  private static func addition(_ statement: String) -> (table: String, constraint: String)? {
    let sql = SQLTokens(statement)
    guard sql.tokens.count > 4, sql.word(0) == "ALTER", sql.word(1) == "TABLE", sql.word(3) == "ADD" else { return nil }
    return (sql.name(2), sql.text(sql.tokens[4].range.lowerBound..<sql.bytes.count))
  }
}

/// What a constraint of a table says, as far as rows have to obey it.
enum DeclaredConstraint {
  case unique([String])
  case reference(column: String, table: String)
  case other

  init(_ text: String) {
    let sql = SQLTokens(text)
    guard let opening = sql.tokens.indices.first(where: { sql.isMark("(", $0) }),
      let closing = sql.tokens.indices.first(where: { sql.isMark(")", $0) }), opening < closing
    else {
      self = .other
      return
    }
    let names = (opening + 1..<closing).filter { !sql.isMark(",", $0) }.map { sql.name($0) }
    switch sql.word(0) {
    case "PRIMARY", "UNIQUE": self = .unique(names)
    case "FOREIGN":
      guard names.count == 1, sql.word(closing + 1) == "REFERENCES", closing + 2 < sql.tokens.count else {
        self = .other
        return
      }
      self = .reference(column: names[0], table: sql.name(closing + 2))
    default: self = .other
    }
  }

  var isReference: Bool { if case .reference = self { true } else { false } }
}

extension TableShape.Column {
  /// Whether every row must have a value.
  var isFilled: Bool { TableShape.words(of: declaration).suffix(2) == ["not", "null"] }
}
