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

  /// The declarations in the texts of `CREATE TABLE`.
  func shapes(_ statements: [String]) throws(Failure) -> [TableShape] {
    var shapes: [TableShape] = []
    for statement in statements {
      guard let shape = session.shape(declaredBy: statement) else {
        throw Failure(.internal, "a table of the migration cannot be read", detail: statement)
      }
      shapes.append(shape)
    }
    return shapes
  }

  func reshape(_ shape: TableShape) throws(Failure) {
    try checkTime()
    do { try session.reshape(shape) } catch { throw Failure(error) }
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
