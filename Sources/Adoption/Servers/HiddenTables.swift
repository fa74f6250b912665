import Catalogue
import Engine
import Store
import Vocabulary

/// Tables of the product in a schema that the role cannot use, or that its search path does not name. The database then
/// looks empty, and would get tables a second time.
enum HiddenTables {
  /// - Parameter name: what messages call the database.
  /// - Throws: `invalid` if the role sees no tables of the product, and there are some.
  static func check(
    _ layout: Layout, _ product: Product, of name: String, _ session: any Session
  ) throws(Failure) {
    guard let table = product.tables.first, !layout.has(table) else { return }
    let row: [SQLValue]?
    do throws(EngineError) {
      row = try session.rows(
        """
        SELECT n.nspname::text, has_schema_privilege(n.oid, 'USAGE'), current_user::text FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = \(literal(table)) AND c.relkind IN ('r', 'p')
        ORDER BY 2 DESC, 1
        """
      ).first
    } catch { throw ServerRefusal(name: name).failure(error) }
    guard let row, let schema = row[0].text else { return }
    guard row[1] == .integer(1) else {
      throw Failure(
        .readOnly,
        "the tables of '\(name)' are in the schema '\(schema)', which the role '\(row[2].text ?? "")' may not use",
        hint: "GRANT USAGE ON SCHEMA \(quoted(schema)) TO \(quoted(row[2].text ?? ""))")
    }
    throw Failure(
      .invalid, "the tables of '\(name)' are in the schema '\(schema)', which is not in the search path",
      hint: "add it to the URI: ?options=-csearch_path%3D\(schema), with each character but letters, digits and '_' "
        + "as '%' and two hexadecimal digits")
  }
}
