import Glibc

/// The lines of a file, one after the other. The file's own offset does not move.
package struct LineReader {
  package struct Line {
    /// Without its end.
    package let bytes: [UInt8]
    /// From 1.
    package let number: Int
    /// Where it begins in the file.
    package let offset: Int64
  }

  private let file: Int32
  private let max: Int
  private var buffer: [UInt8] = []
  private var start = 0
  /// Up to where the buffer has no end of the line that begins at `start`.
  private var searched = 0
  private var isAtEnd = false
  private var number = 0
  /// That of the next line, from 1.
  package var lineNumber: Int { number + 1 }
  /// Where the next line begins.
  package private(set) var offset: Int64 = 0
  /// The size of the file when the reading began.
  package let size: Int64

  private static let stepBytes = 1 << 20

  /// - Parameter max: the longest line, in bytes.
  package init(_ file: Int32, atMost max: Int = .max) {
    (self.file, self.max) = (file, max)
    var status = stat()
    size = fstat(file, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// - Returns: nil at the end.
  /// - Throws: EMSGSIZE for a line that is too long, the one after those that were read.
  package mutating func next() throws(SystemError) -> Line? {
    while true {
      if let end = nextEnd() { return take(to: end, skipping: 1) }
      if isAtEnd { return start < buffer.count ? take(to: buffer.count, skipping: 0) : nil }
      guard buffer.count - start <= max else { throw SystemError("read", code: EMSGSIZE) }
      try fill()
    }
  }

  private mutating func nextEnd() -> Int? {
    let (from, count) = (searched, buffer.count - searched)
    let end = buffer.withUnsafeBytes { bytes -> Int? in
      guard count > 0, let base = bytes.baseAddress, let found = memchr(base + from, 0x0A, count) else { return nil }
      return UnsafeRawPointer(found) - base
    }
    searched = end ?? buffer.count
    return end
  }

  private mutating func take(to end: Int, skipping: Int) -> Line {
    let line = Line(bytes: Array(buffer[start..<end]), number: number + 1, offset: offset)
    offset += Int64(end - start + skipping)
    (number, start, searched) = (number + 1, end + skipping, end + skipping)
    return line
  }

  private mutating func fill() throws(SystemError) {
    buffer.removeSubrange(..<start)
    (start, searched) = (0, searched - start)
    let old = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.stepBytes))
    let place = Int(offset) + old
    let count = buffer.withUnsafeMutableBytes { room in
      retrying { pread(file, room.baseAddress.map { $0 + old }, Self.stepBytes, place) }
    }
    buffer.removeLast(Self.stepBytes - Swift.max(0, count))
    if count < 0 { throw SystemError("pread") }
    isAtEnd = count == 0
  }
}
