/// A row that is in memory, before the first step; there is no other.
package final class RowCursor: Cursor {
  private let values: [SQLValue]
  /// The bytes of all texts and blobs, one after the other, at one place for as long as the cursor lives.
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private var ranges: [Range<Int>] = []

  package init(_ values: [SQLValue]) {
    self.values = values
    bytes = .allocate(capacity: values.reduce(0) { $0 + $1.byteCount })
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
  }

  deinit { bytes.deallocate() }

  package func bind(_ values: [SQLValue]) {}
  package func step() -> Bool { false }
  package func reset() {}
  package func rewind() {}
  package func end() {}
  package var columnCount: Int32 { Int32(values.count) }
  package func name(_ column: Int32) -> String { "" }
  package func storageClass(_ column: Int32) -> StorageClass {
    switch values[Int(column)] {
    case .null: .null
    case .integer: .integer
    case .real: .real
    case .text, .malformedText: .text
    case .blob: .blob
    }
  }
  package func integer(_ column: Int32) -> Int64 { values[Int(column)].integer ?? 0 }
  package func real(_ column: Int32) -> Double { if case .real(let number) = values[Int(column)] { number } else { 0 } }
  package func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[ranges[Int(column)]])
  }
}
