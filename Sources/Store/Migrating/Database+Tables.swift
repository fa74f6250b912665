import Catalogue
import Engine
import Vocabulary

// Changing tables. The engine's errors are thrown as failures.
extension Database {
  /// The declaration of a table.
  /// - Throws: `constraint` if it cannot be read, or has more than columns and constraints: such a table is left alone.
  func shape(of table: String) throws(Failure) -> TableShape {
    let shape: TableShape?
    do { shape = try session.shape(of: table) } catch { throw Failure(error) }
    guard let shape, TableShape.words(of: shape.options).isEmpty else {
      throw Failure(
        .constraint, "the table '\(table)' is declared in a way that this program cannot carry over",
        hint: "make the table again as the server declares it, then migrate")
    }
    return shape
  }

  /// The declarations in the texts of `CREATE TABLE`. `ALTER TABLE` may add constraints to a table before it.
  func shapes(_ statements: [String]) throws(Failure) -> [TableShape] {
    var shapes: [TableShape] = []
    for statement in statements {
      if let shape = session.shape(declaredBy: statement) {
        shapes.append(shape)
      } else if let added = TableShape.constraint(addedBy: statement),
        let place = shapes.lastIndex(where: { $0.name == added.table })
      {
        shapes[place].constraints.append(added.constraint)
      } else {
        throw Failure(.internal, "a table of the migration cannot be read", detail: statement)
      }
    }
    return shapes
  }

  /// Prepares the open transaction for changing those of the tables that there are.
  /// - Throws: `busy` if another program has one of them in use.
  func beginReshaping(_ tables: [String]) throws(Failure) {
    do { try session.beginReshaping(tables.filter { model.layout.has($0) }) } catch {
      guard error.cause == .busy else { throw Failure(error) }
      throw Failure(
        .busy, "another program has a table of the database in use: nothing was changed",
        hint: "stop the server and the other programs that use the database, and try again", remedy: .retry,
        detail: error.description)
    }
  }

  func endReshaping() throws(Failure) {
    do { try session.endReshaping() } catch { throw Failure(error) }
  }

  /// - Returns: the names of the types that were made or changed.
  func declare(types statements: [String]) throws(Failure) -> [String] {
    do { return try session.declare(types: statements) } catch { throw Failure(error) }
  }

  /// - Returns: the names of the types that were dropped.
  func drop(types statements: [String]) throws(Failure) -> [String] {
    do { return try session.drop(types: statements) } catch { throw Failure(error) }
  }

  func make(_ shape: TableShape, beside other: String) throws(Failure) {
    do { try session.make(shape, beside: other) } catch { throw Failure(error) }
  }

  func reshape(_ shape: TableShape) throws(Failure) {
    try checkTime()
    do { try session.reshape(shape) } catch { throw Self.told(error, of: shape.name) }
  }

  /// Runs a statement that copies rows to another table.
  /// - Returns: how many rows it copied.
  func copy(to table: String, _ sql: String, _ values: [SQLValue]) throws(Failure) -> Int {
    do { return try session.run(sql, values) } catch { throw Self.told(error, of: table) }
  }

  /// References that an engine enforces, and did not enforce when the rows were stored.
  private static func told(_ error: EngineError, of table: String) -> Failure {
    guard case .foreignKey? = error.refusal else { return Failure(error) }
    return Failure(
      .constraint, "rows of the table '\(table)' would refer to rows that are not there, which its foreign keys forbid",
      hint: "'vctl check' lists them, and 'vctl repair' mends them", detail: error.description)
  }

  func drop(_ table: String, leavingCompanionsTo other: String) throws(Failure) {
    try checkTime()
    do { try session.drop(table, leavingCompanionsTo: other) } catch { throw Failure(error) }
  }

  func brokenTables() throws(Failure) -> Set<String> {
    do { return try session.brokenTables() } catch { throw Failure(error) }
  }

  func missingReferencedTables() throws(Failure) -> [String: Set<String>] {
    do { return try session.missingReferencedTables() } catch { throw Failure(error) }
  }

  func indexedColumns() throws(Failure) -> [String: Set<String>] {
    do { return try session.indexedColumns() } catch { throw Failure(error) }
  }

  /// The number that a SELECT of one returns.
  func count(_ sql: String) throws(Failure) -> Int64 { try value(sql)?.integer ?? 0 }
}
