import Engine

/// The parameters of one execution, as libpq takes them. Texts and bytes are sent as they are ("binary"), so that a
/// text with a zero byte is refused by the server, and not cut off; other values as text.
struct Parameters: ~Copyable {
  /// All values, one after the other, each with a zero byte behind it.
  private var bytes: [UInt8] = []
  /// Where each value starts; -1 for null.
  private var starts: [Int] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// - Parameter types: of the parameters, as the server has inferred them.
  init(_ values: [SQLValue], types: [UInt32]) {
    starts.reserveCapacity(values.count)
    lengths.reserveCapacity(values.count)
    formats.reserveCapacity(values.count)
    for (index, value) in values.enumerated() { append(value, index < types.count ? types[index] : 0) }
  }

  private mutating func append(_ value: SQLValue, _ type: UInt32) {
    let start = bytes.count
    var isBinary = false
    switch value {
    case .null:
      starts.append(-1)
      lengths.append(0)
      formats.append(0)
      return
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .real(let number): bytes.append(contentsOf: String(number).utf8)
    case .text(let text):
      bytes.append(contentsOf: text.utf8)
      isBinary = ColumnType.isText(type)
    case .malformedText(let text):
      bytes.append(contentsOf: text)
      isBinary = ColumnType.isText(type)
    case .blob(let blob):
      bytes.append(contentsOf: blob)
      isBinary = true
    }
    starts.append(start)
    lengths.append(Int32(clamping: bytes.count - start))
    formats.append(isBinary ? 1 : 0)
    bytes.append(0)
  }

  /// Calls `body` with the arrays that libpq takes, which are valid during the call.
  func withPointers<Result>(
    _ body: (
      UnsafePointer<LibPQ.Text?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32
    ) -> Result
  ) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        let values: [LibPQ.Text?] = starts.map { start in
          start < 0 ? nil : characters.baseAddress.map { $0 + start }
        }
        return body(values, lengths, formats, Int32(values.count))
      }
    }
  }

  /// The parameters whose numbers the inferred type cannot hold, with the type that takes them; nil if there are none.
  /// - Parameter isQuery: whether the statement only compares them. A statement that stores one must not round it.
  static func widened(_ values: [SQLValue], types: [UInt32], isQuery: Bool) -> [UInt32]? {
    var wider = types
    for (index, value) in values.enumerated() where index < types.count {
      let type = ColumnType(rawValue: types[index])
      switch (value, type) {
      case (.integer(let number), .integer), (.integer(let number), .smallint):
        if Int32(exactly: number) == nil { wider[index] = ColumnType.bigint.rawValue }
      case (.real, .integer), (.real, .smallint), (.real, .bigint):
        if isQuery { wider[index] = ColumnType.double.rawValue }
      default: continue
      }
    }
    return wider == types ? nil : wider
  }
}
