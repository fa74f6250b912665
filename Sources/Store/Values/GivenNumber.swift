import Engine

/// The numbers that are given to records: ids, and fields whose default is the next number.
enum GivenNumber {
  /// The highest number that a caller may choose: other databases keep 32 bits. A higher number is damage and does not
  /// count, since there may be no next one.
  static let range: ClosedRange<Int64> = 1...Int64(Int32.max)

  /// A condition: whether the value of a column counts. In a damaged column, text sorts above every number.
  static func counts(_ column: String, _ dialect: any Dialect) -> String {
    "\(dialect.isInteger(column)) AND \(column) <= \(range.upperBound)"
  }
}
