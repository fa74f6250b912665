import Engine
import Store

/// A hash of rows in any order.
struct RowDigest: Equatable {
  private(set) var rows: Int64 = 0
  private var sums: (UInt64, UInt64) = (0, 0)

  mutating func add(_ row: [SQLValue]) {
    var (one, other) = (Etag.Hash(), Etag.Hash())
    other.add(UInt64(row.count))
    for value in row {
      one.add(value)
      other.add(value)
    }
    rows += 1
    sums = (sums.0 &+ one.finished, sums.1 &+ other.finished)
  }

  /// 32 digits.
  var text: String {
    [sums.0, sums.1].map { sum in
      let digits = String(sum, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  static func == (one: RowDigest, other: RowDigest) -> Bool { one.rows == other.rows && one.sums == other.sums }
}
