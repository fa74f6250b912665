/// The name on the wire of a column that vantage6 does not have: `x:cost` for the column `cost`.
package enum ForeignName {
  package static let prefix = "x:"

  package static func of(_ column: String) -> String { prefix + column }

  /// Whether the name stands everywhere where names do: in paths, conditions and command lines.
  package static func isPlain(_ column: String) -> Bool {
    !column.isEmpty && column.utf8.allSatisfy(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
