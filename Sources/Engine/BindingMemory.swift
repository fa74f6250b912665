/// Memory for the texts and blobs that are bound to a statement. The next execution uses it again.
package struct BindingMemory: ~Copyable {
  private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  private static let leastBytes = 512
  /// No more than this is kept for the next execution.
  private static let keptBytes = 64 << 10

  package init() {}

  deinit { bytes.deallocate() }

  /// Room for so many bytes, at one place until the next call. What was in it is gone.
  package mutating func room(_ count: Int) -> Room {
    if count > bytes.count { allocate(max(count, Self.leastBytes)) }
    return Room(rest: bytes)
  }

  /// Gives memory back if the last values took much of it. To be called once nothing is bound any more.
  package mutating func shrink() { if bytes.count > Self.keptBytes { allocate(0) } }

  private mutating func allocate(_ count: Int) {
    bytes.deallocate()
    bytes = count == 0 ? UnsafeMutableRawBufferPointer(start: nil, count: 0) : .allocate(byteCount: count, alignment: 1)
  }

  /// The part of the memory that has nothing in it yet.
  package struct Room {
    fileprivate(set) var rest: UnsafeMutableRawBufferPointer

    /// Copies the data, which must fit.
    /// - Parameter isEnded: whether a zero byte follows.
    /// - Returns: the copy, without that byte. It has an address even if it is empty, unless the room was for nothing.
    package mutating func copy(_ data: UnsafeRawBufferPointer, isEnded: Bool = false) -> UnsafeRawBufferPointer {
      let copy = UnsafeMutableRawBufferPointer(rebasing: rest[..<data.count])
      copy.copyMemory(from: data)
      if isEnded { rest[data.count] = 0 }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[(data.count + (isEnded ? 1 : 0))...])
      return UnsafeRawBufferPointer(copy)
    }

    package mutating func copy(_ text: String, isEnded: Bool = false) -> UnsafeRawBufferPointer {
      var text = text
      return text.withUTF8 { copy(UnsafeRawBufferPointer($0), isEnded: isEnded) }
    }
  }
}
