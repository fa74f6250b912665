import Engine

/// The SQL that differs from other engines (postgresql.org/docs/current/sql.html).
package struct PostgreSQLDialect: Dialect {
  package init() {}

  package func parameter(_ number: Int) -> String { "$\(number)" }
  package func truth(_ flag: Bool) -> String { flag ? "TRUE" : "FALSE" }
  package func same(_ one: String, _ other: String) -> String { "\(one) IS NOT DISTINCT FROM \(other)" }
  package func different(_ one: String, _ other: String) -> String { "\(one) IS DISTINCT FROM \(other)" }
  package func isAmong(_ term: String, _ list: String) -> String { "\(term) = ANY (CAST(\(list) AS bigint[]))" }
  package func greatest(_ terms: [String]) -> String { "greatest(\(terms.joined(separator: ", ")))" }
  /// Only the letters of ASCII are folded, as on SQLite, and no character escapes another one.
  package func like(_ term: String, _ pattern: String) -> String {
    "lower(\(byBytes(term))) LIKE lower(\(byBytes(pattern))) ESCAPE ''"
  }
  /// The database's collation orders by language, and an enumeration has an order of its own.
  package func byBytes(_ term: String) -> String { "CAST(\(term) AS text) COLLATE \"C\"" }
  package func order(_ term: String, isDescending: Bool, isNullable: Bool) -> String {
    let order = isDescending ? "\(term) DESC" : term
    return isNullable ? order + (isDescending ? " NULLS LAST" : " NULLS FIRST") : order
  }
  package var integers: ClosedRange<Int64> { Int64(Int32.min)...Int64(Int32.max) }
  package var takesZeroBytes: Bool { false }
  /// A column has values of its type only.
  package func isInteger(_ column: String) -> String { "TRUE" }
  package func byteLength(_ term: String) -> String { "octet_length(\(term))" }
  /// As it is stored: long texts are compressed.
  package func spaceTaken(_ term: String) -> String { "pg_column_size(\(term))" }
  package func rowAddress(of table: String) -> String { "\(table).ctid" }
}
