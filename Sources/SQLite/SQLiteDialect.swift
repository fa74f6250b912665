import Engine

/// The SQL that differs from other engines (sqlite.org/lang.html).
package struct SQLiteDialect: Dialect {
  package init() {}

  package func parameter(_ number: Int) -> String { "?\(number)" }
  package func truth(_ flag: Bool) -> String { flag ? "1" : "0" }
  package func same(_ one: String, _ other: String) -> String { "\(one) IS \(other)" }
  package func different(_ one: String, _ other: String) -> String { "\(one) IS NOT \(other)" }
  package func isAmong(_ term: String, _ list: String) -> String { "\(term) IN (SELECT value FROM json_each(\(list)))" }
  package func greatest(_ terms: [String]) -> String { "max(\(terms.joined(separator: ", ")))" }
  package func like(_ term: String, _ pattern: String) -> String { "\(term) LIKE \(pattern)" }
  package func byBytes(_ term: String) -> String { term }
  package func order(_ term: String, isDescending: Bool, isNullable: Bool) -> String {
    isDescending ? "\(term) DESC" : term
  }
  package var integers: ClosedRange<Int64> { .min ... .max }
  package var takesZeroBytes: Bool { true }
  package func isInteger(_ column: String) -> String { "typeof(\(column)) = 'integer'" }
  // length() alone counts the characters of a text; octet_length() is there from 3.43 on.
  package func byteLength(_ term: String) -> String { "length(CAST(\(term) AS BLOB))" }
  package func spaceTaken(_ term: String) -> String { byteLength(term) }
  package func rowAddress(of table: String) -> String { "\(table).rowid" }
}
