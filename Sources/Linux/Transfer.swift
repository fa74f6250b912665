import Glibc

/// Makes a system call, and repeats it if a signal interrupted it (EINTR).
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// Reads all bytes from a descriptor, or writes all bytes to one.
package enum Transfer {
  /// Reads to the end, or until there are `limit` bytes.
  package static func readAll(from descriptor: Int32, atMost limit: Int = .max) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: min(limit, 64 << 10))
    while bytes.count < limit {
      let count = retrying { read(descriptor, &room, min(room.count, limit - bytes.count)) }
      if count < 0 { throw SystemError("read") }
      if count == 0 { break }
      bytes += room[..<count]
    }
    return bytes
  }

  private static let copyBytes = 1 << 20

  /// Writes a file, from its beginning, to a descriptor.
  /// - Parameter onStep: called before each step with the number of bytes that were copied; false ends the copying.
  /// - Throws: ECANCELED if it was ended.
  package static func copy(
    _ file: Int32, to descriptor: Int32, _ onStep: (Int64) -> Bool
  ) throws(SystemError) {
    var (bytes, done) = ([UInt8](repeating: 0, count: copyBytes), 0)
    while onStep(Int64(done)) {
      let count = retrying { pread(file, &bytes, bytes.count, done) }
      if count < 0 { throw SystemError("pread") }
      if count == 0 { return }
      let failure = bytes.withUnsafeBytes {
        Self.failure(of: UnsafeRawBufferPointer(rebasing: $0[..<count]), descriptor)
      }
      if let failure { throw failure }
      done += count
    }
    throw SystemError("copy", code: ECANCELED)
  }

  package static func writeAll(_ text: String, to descriptor: Int32) throws(SystemError) {
    var text = text
    let failure = text.withUTF8 { Self.failure(of: UnsafeRawBufferPointer($0), descriptor) }
    if let failure { throw failure }
  }

  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    let failure = bytes.withUnsafeBytes { bytes -> SystemError? in Self.failure(of: bytes, descriptor) }
    if let failure { throw failure }
  }

  private static func failure(of bytes: UnsafeRawBufferPointer, _ descriptor: Int32) -> SystemError? {
    var rest = Slice(base: bytes, bounds: bytes.indices)
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = retrying { write(descriptor, part.baseAddress, part.count) }
      // A device that takes no bytes and reports no error would be tried for ever.
      guard count > 0 else { return count < 0 ? SystemError("write") : SystemError("write", code: EIO) }
      rest = rest.dropFirst(count)
    }
    return nil
  }
}
