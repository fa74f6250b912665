/// A row that is in memory, before the first step; there is no other.
package final class RowCursor: Cursor {
  private let values: [SQLValue]
  /// The bytes of all texts and blobs, one after the other, at one place for as long as the cursor lives.
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let ranges: [Range<Int>]

  package init(_ values: [SQLValue]) {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: SQLValue.byteCount(of: values))
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(values.count)
    var end = 0
    for value in values {
      let start = end
      switch value {
      case .text(let text): end = bytes[start...].initialize(fromContentsOf: text.utf8)
      case .malformedText(let data), .blob(let data): end = bytes[start...].initialize(fromContentsOf: data)
      case .null, .integer, .real: break
      }
      ranges.append(start..<end)
    }
    (self.values, self.bytes, self.ranges) = (values, bytes, ranges)
  }

  deinit { bytes.deallocate() }

  package func bind(_ values: [SQLValue]) {}
  package func step() -> Bool { false }
  package func reset() {}
  package func rewind() {}
  package func end() {}
  package var columnCount: Int32 { Int32(values.count) }
  package func name(_ column: Int32) -> String { "" }
  package func stored(_ column: Int32) -> StoredValue {
    switch values[Int(column)] {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .text, .malformedText: .text(UnsafeBufferPointer(rebasing: bytes[ranges[Int(column)]]))
    case .blob: .blob(UnsafeBufferPointer(rebasing: bytes[ranges[Int(column)]]))
    }
  }
}
