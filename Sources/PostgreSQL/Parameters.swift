import Engine

/// The parameters of an execution, as libpq takes them. Texts and bytes are sent as they are ("binary"), so that a text
/// with a zero byte is refused by the server, and not cut off; other values as text. The next execution uses the memory
/// again.
struct Parameters: ~Copyable {
  /// The values, each with a zero byte behind it.
  private var memory = BindingMemory()
  private var starts = UnsafeMutableBufferPointer<LibPQ.Text?>(start: nil, count: 0)
  private var lengths = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)
  private var formats = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)

  deinit { deallocateLists() }

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
    makeLists(values.count)
    var room = memory.room(SQLValue.byteCount(of: values) + values.count * Self.numberBytes)
    for index in values.indices { write(values[index], index, index < types.count ? types[index] : 0, &room) }
    defer { memory.shrink() }
    return body(
      UnsafePointer(starts.baseAddress), UnsafePointer(lengths.baseAddress), UnsafePointer(formats.baseAddress),
      Int32(values.count))
  }

  /// More than a number takes as text, and than the zero byte of any value.
  private static let numberBytes = 32

  private mutating func makeLists(_ count: Int) {
    guard count > starts.count else { return }
    deallocateLists()
    (starts, lengths, formats) = (.allocate(capacity: count), .allocate(capacity: count), .allocate(capacity: count))
  }

  private func write(_ value: SQLValue, _ index: Int, _ type: UInt32, _ room: inout BindingMemory.Room) {
    switch value {
    case .null: (starts[index], lengths[index], formats[index]) = (nil, 0, 0)
    case .integer(let number): note(room.copy(String(number), isEnded: true), index, isBinary: false)
    case .real(let number): note(room.copy(String(number), isEnded: true), index, isBinary: false)
    case .text(let text): note(room.copy(text, isEnded: true), index, isBinary: ColumnType.isText(type))
    case .malformedText(let text):
      note(text.withUnsafeBytes { room.copy($0, isEnded: true) }, index, isBinary: ColumnType.isText(type))
    case .blob(let blob): note(blob.withUnsafeBytes { room.copy($0, isEnded: true) }, index, isBinary: true)
    }
  }

  private func note(_ value: UnsafeRawBufferPointer, _ index: Int, isBinary: Bool) {
    starts[index] = value.baseAddress?.assumingMemoryBound(to: CChar.self)
    lengths[index] = Int32(clamping: value.count)
    formats[index] = isBinary ? 1 : 0
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
