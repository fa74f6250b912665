/// The fragments of SQL in which engines differ. All other SQL of the Store is the same on every engine. Identifiers
/// are always quoted.
package protocol Dialect: Sendable {
  /// The parameter with that number, counted from 1: `?1`, `$1`.
  func parameter(_ number: Int) -> String
  /// A condition that is always true or always false.
  func truth(_ flag: Bool) -> String
  /// Whether two terms have the same value, two nulls included.
  func same(_ one: String, _ other: String) -> String
  /// Whether two terms have different values; null differs from every other value.
  func different(_ one: String, _ other: String) -> String
  /// Whether a whole number is among the numbers of a list that is a parameter.
  func isAmong(_ term: String, _ list: String) -> String
  /// The greatest of several terms, none of which is null.
  func greatest(_ terms: [String]) -> String
  /// Whether a text matches a pattern with `%` and `_`, ignoring case.
  func like(_ term: String, _ pattern: String) -> String
  /// A text or a word of an enumeration as a term that is compared and ordered by its bytes.
  func byBytes(_ term: String) -> String
  /// A term of ORDER BY. Nulls come first, and last in descending order.
  /// - Parameter isNullable: whether there may be nulls; without them, an index may serve that has them elsewhere.
  func order(_ term: String, isDescending: Bool, isNullable: Bool) -> String
  /// The numbers that the real server's columns of whole numbers can hold.
  var integers: ClosedRange<Int64> { get }
  /// Whether texts may have zero bytes.
  var takesZeroBytes: Bool { get }
  /// Whether a column that should hold whole numbers holds one. In a damaged database, it may not.
  func isInteger(_ column: String) -> String
  /// The number of bytes of a text or of bytes.
  func byteLength(_ term: String) -> String
  /// About how many bytes a value of any type takes in its row.
  func spaceTaken(_ term: String) -> String
  /// A term that differs between rows with the same values, within one statement.
  /// - Parameter table: the table or its alias.
  func rowAddress(of table: String) -> String
}

/// An identifier as SQL writes it.
package func quoted(_ identifier: String) -> String { enclosed(identifier, in: "\"") }

/// A text of the catalogue as SQL writes it; never for a caller's value.
package func literal(_ text: String) -> String { enclosed(text, in: "'") }

/// The text between two marks, with marks inside it doubled. It works on bytes and copies most texts at once, since
/// nearly every call makes SQL.
private func enclosed(_ text: String, in mark: Unicode.Scalar) -> String {
  let mark = UInt8(ascii: mark)
  var text = text
  return text.withUTF8 { bytes in
    var marks = 0
    for byte in bytes where byte == mark { marks += 1 }
    return String(unsafeUninitializedCapacity: bytes.count + marks + 2) { buffer in
      buffer[0] = mark
      var end = 1
      if marks == 0 {
        end = buffer[1...].initialize(fromContentsOf: bytes)
      } else {
        for byte in bytes {
          buffer[end] = byte
          end += 1
          guard byte == mark else { continue }
          buffer[end] = mark
          end += 1
        }
      }
      buffer[end] = mark
      return end + 1
    }
  }
}
