import Glibc

/// Cuts a stream of bytes into frames, one per line (NDJSON), in whatever pieces the stream arrives.
///
/// It owns the input buffer. Frames are ranges of it, so that none is copied or allocated. Each byte is searched for a
/// newline once, and moved at most once per read.
package struct Framer: ~Copyable, Sendable {
  /// What `next` finds.
  package enum Frame: Hashable, Sendable {
    /// A line without its newline. The range is valid for `withBytes` until the next `fill` or `append`.
    case line(Range<Int>)
    /// There is no complete line until more bytes arrive.
    case incomplete
    /// A line is longer than the limit. Final: the connection has to be closed.
    case tooLong
    /// The stream starts like HTTP. Final: the connection has to be closed.
    case http
  }

  /// The most bytes of a line, without its newline.
  package let frameBytesMax: Int
  /// The received bytes are `start..<end`. What is behind them has never been written, and costs no memory, until it is
  /// read into.
  private var storage: [UInt8] = []
  private var start = 0
  private var end = 0
  /// There is no newline between `start` and this offset.
  private var scanned = 0
  private var isFirstLine = true
  /// The final frame, once it was found.
  private var failure: Frame?

  /// Larger storage is freed once it is empty.
  private static let keptBytesMax = 64 << 10
  /// Smaller storage doubles when it grows. Larger storage grows by a quarter, so that little of it stays empty.
  private static let doubledBytesMax = 1 << 20

  package init(frameBytesMax: Int = 64 << 20) {
    precondition(frameBytesMax > 0, "a frame has room for at least one byte")
    self.frameBytesMax = frameBytesMax
  }

  /// The number of received bytes that were not returned as lines yet.
  package var pendingCount: Int { end - start }

  /// The size of the buffer.
  package var storageBytes: Int { storage.count }

  /// The size that the buffer has after `fill` with so much room.
  package func storageBytes(withRoom room: Int) -> Int {
    if start == end { return storage.count > max(Self.keptBytesMax, room) ? room : max(storage.count, room) }
    let needed = pendingCount + room
    if needed <= storage.count { return storage.count }
    let grown = storage.count + (storage.count < Self.doubledBytesMax ? storage.count : storage.count / 4)
    return max(needed, min(grown, frameBytesMax + room))
  }

  /// Passes the received bytes that were not returned as lines yet to `body`.
  package func withPending<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
    storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
  }

  /// Receives bytes: calls `read` with the room at the end of the buffer.
  ///
  /// - Parameters:
  ///   - room: the least size of that room, in bytes.
  ///   - read: returns the number of bytes that it put there; 0 at the end of the stream.
  /// - Returns: what `read` returned.
  @discardableResult
  package mutating func fill(room: Int = 16 << 10, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    makeRoom(room)
    let end = self.end
    let count = storage.withUnsafeMutableBytes { read(UnsafeMutableRawBufferPointer(rebasing: $0[end...])) }
    precondition(count >= 0 && count <= storage.count - end, "no more bytes are read than there is room for")
    self.end += count
    return count
  }

  package mutating func append(_ bytes: some Collection<UInt8>) {
    fill(room: bytes.count) { room in
      room.copyBytes(from: bytes)
      return bytes.count
    }
  }

  /// The next complete line. Blank lines are skipped. A carriage return before the newline is not part of the line.
  package mutating func next() -> Frame {
    if let failure { return failure }
    while true {
      if isFirstLine, startsLikeHTTP() { return fail(.http) }
      guard let newline = findNewline() else {
        // One more byte is allowed, since it may be a carriage return.
        return pendingCount > frameBytesMax + 1 ? fail(.tooLong) : .incomplete
      }
      let line = start..<newline
      (start, scanned) = (newline + 1, newline + 1)
      let text = withoutCarriageReturn(line)
      guard text.count <= frameBytesMax else { return fail(.tooLong) }
      guard !isBlank(text) else { continue }
      isFirstLine = false
      return .line(text)
    }
  }

  /// At the end of the stream: the last line if it lacks its newline, otherwise `incomplete`.
  package mutating func finish() -> Frame {
    let frame = next()
    guard frame == .incomplete else { return frame }
    let text = withoutCarriageReturn(start..<end)
    (start, scanned) = (end, end)
    guard text.count <= frameBytesMax else { return fail(.tooLong) }
    return isBlank(text) ? .incomplete : .line(text)
  }

  /// Passes the bytes of a line to `body`.
  package func withBytes<Answer, Failure: Error>(
    of line: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    try storage.withUnsafeBufferPointer { (bytes) throws(Failure) in
      try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[line])))
    }
  }

  /// Takes a line back that `next` returned last, so that it returns it again. No bytes may have been received since.
  package mutating func putBack(_ line: Range<Int>) {
    precondition(line.upperBound <= start, "a line that was returned is behind the start")
    (start, scanned) = (line.lowerBound, line.lowerBound)
  }

  /// Frees the storage if it holds no bytes. To be called when a connection becomes idle.
  package mutating func releaseStorage() {
    guard start == end else { return }
    (storage, start, end, scanned) = ([], 0, 0, 0)
  }

  /// Frees most of a large storage that holds few bytes. To be called when a long line has been read.
  package mutating func trim() {
    if start == end { return releaseStorage() }
    guard storage.count > Self.keptBytesMax, pendingCount < storage.count / 4 else { return }
    storage = Self.room(pendingCount, for: storage[start..<end])
    (start, end, scanned) = (0, pendingCount, scanned - start)
  }
}

extension Framer {
  /// Makes room at the end. Starts over if no bytes are pending; otherwise moves the pending bytes to the front, and
  /// grows if that is not enough (no further than the limit requires).
  private mutating func makeRoom(_ room: Int) {
    let size = storageBytes(withRoom: room)
    if start == end {
      (start, end, scanned) = (0, 0, 0)
      if size != storage.count { storage = Self.room(size, for: []) }
      return
    }
    guard storage.count - end < room else { return }
    let pending = pendingCount
    if size != storage.count {
      storage = Self.room(size, for: storage[start..<end])
    } else {
      let start = self.start
      storage.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        memmove(base, base + start, pending)
      }
    }
    (start, end, scanned) = (0, pending, scanned - start)
  }

  /// A storage of that size that begins with these bytes.
  private static func room(_ size: Int, for bytes: ArraySlice<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { target, count in
      UnsafeMutableRawBufferPointer(target).copyBytes(from: bytes)
      count = size
    }
  }

  /// The first newline of the pending bytes. Remembers how far it searched.
  private mutating func findNewline() -> Int? {
    let (from, end) = (scanned, self.end)
    let found: Int? = storage.withUnsafeBytes { bytes in
      guard from < end, let base = bytes.baseAddress else { return nil }
      return memchr(base + from, Int32(UInt8(ascii: "\n")), end - from).map { base.distance(to: $0) }
    }
    scanned = found ?? end
    return found
  }

  private func withoutCarriageReturn(_ line: Range<Int>) -> Range<Int> {
    guard let last = line.last, storage[last] == UInt8(ascii: "\r") else { return line }
    return line.lowerBound..<last
  }

  private func isBlank(_ line: Range<Int>) -> Bool {
    line.allSatisfy { storage[$0] == 0x20 || storage[$0] == 0x09 || storage[$0] == 0x0D }
  }

  private static let httpStarts = [
    "GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "PRI ",
  ]

  private func startsLikeHTTP() -> Bool {
    // No JSON text starts with a capital letter, so one byte decides for most streams.
    guard pendingCount >= 4, storage[start] >= UInt8(ascii: "A"), storage[start] <= UInt8(ascii: "Z") else {
      return false
    }
    return Self.httpStarts.contains { storage[start..<end].starts(with: $0.utf8) }
  }

  private mutating func fail(_ frame: Frame) -> Frame {
    failure = frame
    return frame
  }
}
