package import Engine

// Types of words (postgresql.org/docs/current/datatype-enum.html).
extension PostgreSQLSession {
  /// A word that ALTER TYPE adds cannot be used before the commit, so that a type that lacks words is made anew, and its
  /// columns get the new one.
  package func declare(types statements: [String]) throws(EngineError) -> [String] {
    var declared: [String] = []
    for statement in statements {
      guard let type = TypeOfWords(declaredBy: statement) else {
        throw EngineError(.other, "this declares no type of words", description: statement)
      }
      guard try declare(type) else { continue }
      declared.append(type.name)
    }
    if !declared.isEmpty { forgetTables() }
    return declared
  }

  package func drop(types statements: [String]) throws(EngineError) -> [String] {
    var dropped: [String] = []
    for name in statements.compactMap({ TypeOfWords(declaredBy: $0)?.name }) where !dropped.contains(name) {
      let row = try rows(
        """
        SELECT t.oid::regtype::text FROM pg_type t WHERE t.oid = to_regtype(\(literal(quoted(name)))) AND t.typtype = 'e'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid = t.oid
        AND d.deptype = 'n')
        """
      ).first
      guard let written = row?[0].text else { continue }
      try run("DROP TYPE \(written)")
      dropped.append(name)
    }
    return dropped
  }

  private func declare(_ type: TypeOfWords) throws(EngineError) -> Bool {
    let identity = "to_regtype(\(literal(quoted(type.name))))"
    let row = try rows(
      """
      SELECT quote_ident(n.nspname), quote_ident(pg_get_userbyid(t.typowner)), pg_get_userbyid(t.typowner) = current_user
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = \(identity) AND t.typtype = 'e'
      """
    ).first
    guard let row, let schema = row[0].text, let owner = row[1].text else {
      try run(type.statement)
      return true
    }
    let present = try rows("SELECT enumlabel::text FROM pg_enum WHERE enumtypid = \(identity) ORDER BY enumsortorder")
      .compactMap { $0[0].text }
    guard !type.words.allSatisfy(present.contains) else { return false }
    let columns = try rows(
      """
      SELECT c.relname::text, a.attname::text, c.oid::regclass::text FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      WHERE a.atttypid = \(identity) AND NOT a.attisdropped AND c.relkind IN ('r', 'p') ORDER BY 1, 2
      """)
    let (name, old) = ("\(schema).\(quoted(type.name))", quoted("\(type.name) before"))
    let words = type.words + present.filter { !type.words.contains($0) }
    try run("ALTER TYPE \(name) RENAME TO \(old)")
    let isOurs = row[2] == .integer(1)
    if !isOurs { try run("SET LOCAL ROLE \(owner)") }
    try run("CREATE TYPE \(name) AS ENUM (\(words.map { literal($0) }.joined(separator: ", ")))")
    if !isOurs { try run("RESET ROLE") }
    for column in columns {
      guard let table = column[0].text, let attribute = column[1].text, let place = column[2].text else { continue }
      try checkNobodyNeeds(attribute, of: table, isDropped: false)
      let written = quoted(attribute)
      try run("ALTER TABLE \(place) ALTER COLUMN \(written) TYPE \(name) USING \(written)::text::\(name)")
    }
    try run("DROP TYPE \(schema).\(old)")
    return true
  }
}
