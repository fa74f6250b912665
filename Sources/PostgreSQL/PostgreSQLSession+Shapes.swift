package import Engine

/// The queries for the declarations of a table. Each is about one table, whose name is a literal.
private enum Declarations {
  static func table(_ name: String) -> String { "to_regclass(\(literal(quoted(name))))" }

  /// The columns as `CREATE TABLE` writes them. A number that a sequence of the table gives is SERIAL.
  static func columns(of table: String) -> String {
    """
    SELECT a.attname::text, quote_ident(a.attname) || ' ' || CASE WHEN s.is_there THEN 'SERIAL'
    ELSE regexp_replace(format_type(a.atttypid, a.atttypmod), '^character varying', 'VARCHAR') END
    || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
    || CASE WHEN s.is_there OR d.oid IS NULL THEN '' WHEN a.attgenerated <> ''
    THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
    ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT a.atttypid = 'integer'::regtype
    AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%')
    AND pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL) s (is_there)
    WHERE c.oid = \(Self.table(table)) AND c.relkind = 'r' ORDER BY a.attnum
    """
  }

  /// The names of the constraints, and what they say. NOT NULL belongs to the columns.
  static func constraints(of table: String) -> String {
    "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = \(Self.table(table)) "
      + "AND contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY contype DESC, conname"
  }

  static func parent(of name: String) -> String {
    "SELECT n.nspname::text, pg_get_userbyid(c.relowner)::text, pg_get_userbyid(c.relowner) = current_user FROM pg_class c "
      + "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = \(table(name))"
  }
}

// Changing tables. ALTER TABLE changes a declaration in place, and leaves the order of the columns alone
// (postgresql.org/docs/current/sql-altertable.html).
extension PostgreSQLSession {
  package var ordersColumns: Bool { false }

  package func shape(declaredBy statement: String) -> TableShape? { TableShape(declaredBy: statement) }

  package func shape(of table: String) throws(EngineError) -> TableShape? {
    let columns: [TableShape.Column] = try rows(Declarations.columns(of: table)).compactMap { row in
      row[0].text.flatMap { name in row[1].text.map { .init(name, $0) } }
    }
    guard !columns.isEmpty else { return nil }
    return TableShape(
      name: table, writtenName: quoted(table), columns: columns, constraints: try constraints(of: table).map(\.text))
  }

  private func constraints(of table: String) throws(EngineError) -> [(name: String, text: String)] {
    try rows(Declarations.constraints(of: table)).compactMap { row in
      row[0].text.flatMap { name in row[1].text.map { (name, $0) } }
    }
  }

  package func make(_ shape: TableShape, beside other: String) throws(EngineError) {
    try asOwner(of: other) { (schema) throws(EngineError) in
      let placed = TableShape(
        name: shape.name, writtenName: "\(quoted(schema)).\(quoted(shape.name))", columns: shape.columns,
        constraints: shape.constraints)
      try run(placed.sql)
    }
  }

  /// Makes something as the role that owns a table, in whose schema it goes: then it is that role's, with the privileges
  /// that it gives by default.
  func asOwner(of table: String, _ body: (_ schema: String) throws(EngineError) -> Void) throws(EngineError) {
    guard let row = try rows(Declarations.parent(of: table)).first, let schema = row[0].text, let owner = row[1].text
    else { throw EngineError(.changedSchema, "there is no table '\(table)'") }
    guard row[2] != .integer(1) else { return try body(schema) }
    // The end of the transaction ends it, too.
    try run("SET LOCAL ROLE \(quoted(owner))")
    try body(schema)
    try run("RESET ROLE")
  }

  package func reshape(_ shape: TableShape) throws(EngineError) {
    guard let present = try self.shape(of: shape.name) else {
      throw EngineError(.changedSchema, "there is no table '\(shape.name)'")
    }
    let table = "ALTER TABLE \(quoted(shape.name))"
    let wanted = Set(shape.constraints.map(TableShape.words))
    let constraints = try constraints(of: shape.name)
    for constraint in constraints where !wanted.contains(TableShape.words(of: constraint.text)) {
      try run("\(table) DROP CONSTRAINT \(quoted(constraint.name))")
    }
    for column in present.columns where !shape.has(column.name) {
      try checkNobodyNeeds(column.name, of: shape.name, isDropped: true)
      try run("\(table) DROP COLUMN \(quoted(column.name))")
    }
    for column in shape.columns {
      guard let old = present.columns.first(where: { $0.name == column.name }) else {
        try run("\(table) ADD COLUMN \(column.declaration)")
        continue
      }
      try declare(column, insteadOf: old, in: shape.name)
    }
    let known = Set(constraints.map { TableShape.words(of: $0.text) })
    for constraint in shape.constraints where !known.contains(TableShape.words(of: constraint)) {
      try run("\(table) ADD \(constraint)")
    }
    forgetTables()
  }

  /// Changes the type, the default and NOT NULL of a column as far as they differ.
  private func declare(
    _ column: TableShape.Column, insteadOf old: TableShape.Column, in table: String
  ) throws(EngineError) {
    guard TableShape.words(of: column.declaration) != TableShape.words(of: old.declaration) else { return }
    let (new, old) = (ColumnDeclaration(column), ColumnDeclaration(old))
    let name = quoted(column.name)
    let change = "ALTER TABLE \(quoted(table)) ALTER COLUMN \(name)"
    if old.standard != nil { try run("\(change) DROP DEFAULT") }
    if TableShape.words(of: new.type) != TableShape.words(of: old.type) {
      try checkNobodyNeeds(column.name, of: table, isDropped: false)
      try run("\(change) TYPE \(new.type) USING \(name)::text::\(new.type)")
    }
    if let standard = new.standard { try run("\(change) SET DEFAULT \(standard)") }
    if new.isSerial, !old.isSerial {
      try asOwner(of: table) { (schema) throws(EngineError) in
        let sequence = "\(quoted(schema)).\(quoted("\(table)_\(column.name)_seq"))"
        try run("CREATE SEQUENCE \(sequence) AS integer OWNED BY \(quoted(schema)).\(quoted(table)).\(name)")
        try run("\(change) SET DEFAULT nextval(\(literal(sequence)))")
      }
      let highest = try value("SELECT coalesce(max(\(name)), 0) FROM \(quoted(table))")?.integer ?? 0
      try raiseNumbers(in: table, beyond: highest)
    }
    if new.isFilled != old.isFilled { try run("\(change) \(new.isFilled ? "SET" : "DROP") NOT NULL") }
  }
}

/// The parts of the declaration of a column.
private struct ColumnDeclaration {
  /// As SQL writes it, without the name.
  let type: String
  let standard: String?
  let isFilled: Bool
  let isSerial: Bool

  /// - Parameter column: one whose declaration has a default or NOT NULL at its end, if any.
  init(_ column: TableShape.Column) {
    let sql = SQLTokens(column.declaration)
    var end = sql.tokens.count
    isFilled = end > 2 && sql.word(end - 1) == "NULL" && sql.word(end - 2) == "NOT"
    if isFilled { end -= 2 }
    let mark = (1..<max(end, 1)).first { sql.word($0) == "DEFAULT" }
    func text(_ range: Range<Int>) -> String {
      guard let first = range.first, let last = range.last else { return "" }
      return sql.text(sql.tokens[first].range.lowerBound..<sql.tokens[last].range.upperBound)
    }
    standard = mark.map { text(($0 + 1)..<max(end, $0 + 1)) }
    let written = text(1..<max(mark ?? end, 1))
    isSerial = written.uppercased() == "SERIAL"
    type = isSerial ? "INTEGER" : written
  }
}
