import Engine

/// The parameters of an execution, as libpq takes them. Texts and bytes are sent as they are ("binary"), so that a text
/// with a zero byte is refused by the server, and not cut off; other values as text. The next execution uses the memory
/// again.
struct Parameters: ~Copyable {
  /// All values, one after the other, each with a zero byte behind it.
  private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var starts = UnsafeMutableBufferPointer<LibPQ.Text?>(start: nil, count: 0)
  private var lengths = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)
  private var formats = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)

  deinit {
    bytes.deallocate()
    deallocateLists()
  }

  private func deallocateLists() {
    starts.deallocate()
    lengths.deallocate()
    formats.deallocate()
  }

  /// Calls `body` with the lists that libpq takes, which are valid during the call.
  /// - Parameter types: of the parameters, as the server has inferred them.
  mutating func withPointers<Result>(
    of values: [SQLValue], types: [UInt32],
    _ body: (UnsafePointer<LibPQ.Text?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32) -> Result
  ) -> Result {
    makeRoom(for: values)
    var end = 0
    for index in values.indices { write(values[index], index, index < types.count ? types[index] : 0, &end) }
    defer { if bytes.count > Self.keptBytes { makeBytes(0) } }
    return body(
      UnsafePointer(starts.baseAddress), UnsafePointer(lengths.baseAddress), UnsafePointer(formats.baseAddress),
      Int32(values.count))
  }

  /// More than a number takes as text, with a zero byte.
  private static let numberBytes = 32
  private static let leastBytes = 512
  private static let keptBytes = 64 << 10

  private mutating func makeRoom(for values: [SQLValue]) {
    let count = SQLValue.byteCount(of: values) + values.count * Self.numberBytes
    if count > bytes.count { makeBytes(max(count, Self.leastBytes)) }
    guard values.count > starts.count else { return }
    deallocateLists()
    (starts, lengths, formats) = (
      .allocate(capacity: values.count), .allocate(capacity: values.count), .allocate(capacity: values.count)
    )
  }

  private mutating func makeBytes(_ count: Int) {
    bytes.deallocate()
    bytes = count == 0 ? UnsafeMutableRawBufferPointer(start: nil, count: 0) : .allocate(byteCount: count, alignment: 1)
  }

  /// - Parameter end: of what is in `bytes`.
  private mutating func write(_ value: SQLValue, _ index: Int, _ type: UInt32, _ end: inout Int) {
    let start = end
    var isBinary = false
    switch value {
    case .null:
      (starts[index], lengths[index], formats[index]) = (nil, 0, 0)
      return
    case .integer(let number): append(String(number), &end)
    case .real(let number): append(String(number), &end)
    case .text(let text):
      append(text, &end)
      isBinary = ColumnType.isText(type)
    case .malformedText(let text):
      text.withUnsafeBytes { append($0, &end) }
      isBinary = ColumnType.isText(type)
    case .blob(let blob):
      blob.withUnsafeBytes { append($0, &end) }
      isBinary = true
    }
    starts[index] = bytes.baseAddress.map { UnsafePointer(($0 + start).assumingMemoryBound(to: CChar.self)) }
    lengths[index] = Int32(clamping: end - start - 1)
    formats[index] = isBinary ? 1 : 0
  }

  private func append(_ text: String, _ end: inout Int) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0), &end) }
  }

  private func append(_ data: UnsafeRawBufferPointer, _ end: inout Int) {
    UnsafeMutableRawBufferPointer(rebasing: bytes[end...]).copyMemory(from: data)
    bytes[end + data.count] = 0
    end += data.count + 1
  }

  /// The parameters whose numbers the inferred type cannot hold, with the type that takes them; nil if there are none.
  /// - Parameter isQuery: whether the statement only compares them. A statement that stores one must not round it.
  static func widened(_ values: [SQLValue], types: [UInt32], isQuery: Bool) -> [UInt32]? {
    var wider: [UInt32]?
    for index in values.indices where index < types.count {
      guard let type = Self.wider(ColumnType(rawValue: types[index]), for: values[index], isQuery: isQuery) else {
        continue
      }
      var list = wider ?? types
      list[index] = type.rawValue
      wider = list
    }
    return wider
  }

  private static func wider(_ type: ColumnType?, for value: SQLValue, isQuery: Bool) -> ColumnType? {
    switch (value, type) {
    case (.integer(let number), .integer), (.integer(let number), .smallint):
      Int32(exactly: number) == nil ? .bigint : nil
    case (.real, .integer), (.real, .smallint), (.real, .bigint): isQuery ? .double : nil
    default: nil
    }
  }
}
