extension Tape {
  /// What the tape and the trees of all values of the last text take together at most, in bytes.
  ///
  /// A tree can be many times its text: `[[],[]]` has an element of 24 bytes for three bytes, and each array that is not
  /// empty is an allocation of its own.
  package var bytesWithTree: Int {
    var sum = Self.bytes(ofEntries: count)
    for (index, entry) in entries[..<count].enumerated() {
      sum += Self.elementBytes
      switch entry.kind {
      case .array, .object:
        let isEmpty = Int(entry.next) == index + 1
        if !isEmpty { sum += Self.allocationBytes }
      case .plainString, .escapedString:
        let length = Int(entry.end - entry.start)
        // A name is also in the set that finds doubled names.
        sum += length <= Self.inlineBytes ? Self.elementBytes : 2 * Self.allocationBytes + length
      case .null, .yes, .no, .integer, .number: break
      }
    }
    return sum
  }

  /// What the storage for so many entries takes at most: it doubles as it grows.
  package static func bytes(ofEntries count: Int) -> Int { 2 * count * MemoryLayout<Entry>.stride }

  /// An element of an array. A member takes no more than two of them.
  private static let elementBytes = MemoryLayout<JSON>.stride
  /// The header of an allocation, and what the allocator rounds up to.
  private static let allocationBytes = 48
  /// A text of up to 15 bytes, here with its quotes, is part of its value.
  private static let inlineBytes = 17
}
