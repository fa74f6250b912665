import Glibc
import Linux
import TestData
import Testing

@Suite("Reading and writing descriptors") struct TransferTests {
  @Test("short reads and writes: all of it arrives, in order")
  func pipes() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let reader = Descriptor(owning: ends[0])
    let writer = ends[1]
    // More than a pipe holds (65,536 bytes), so that write(2) takes it in parts.
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let thread = try Thread("writer") {
      let end = Descriptor(owning: writer)
      try? Transfer.writeAll(bytes, to: end.number)
    }
    #expect(try Transfer.readAll(from: reader.number) == bytes)
    thread.join()
  }

  @Test("a limit ends the reading, and what is behind it stays")
  func limits() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let reader = Descriptor(owning: ends[0])
    do {
      let writer = Descriptor(owning: ends[1])
      try Transfer.writeAll("abcdef", to: writer.number)
    }
    #expect(try Transfer.readAll(from: reader.number, atMost: 0) == [])
    #expect(try Transfer.readAll(from: reader.number, atMost: 4) == Array("abcd".utf8))
    #expect(try Transfer.readAll(from: reader.number) == Array("ef".utf8))
  }

  @Test("a call that a signal interrupts is made again; another error is told")
  func interrupted() {
    var codes = [EINTR, EINTR, 0]
    let result = retrying { () -> Int in
      errno = codes.removeFirst()
      return errno == 0 ? 7 : -1
    }
    #expect(result == 7 && codes.isEmpty)
    var count = 0
    let failed = retrying { () -> Int32 in
      count += 1
      errno = EBADF
      return -1
    }
    #expect(failed == -1 && count == 1)
  }

  @Test("what fails names the call and the error")
  func failures() {
    #expect(throws: SystemError("read", code: EBADF)) { try Transfer.readAll(from: -1) }
    #expect(throws: SystemError("write", code: EBADF)) { try Transfer.writeAll("a", to: -1) }
    #expect(throws: Never.self) { try Transfer.writeAll("", to: -1) }
  }

  @Test("writing to a device that is full fails")
  func full() throws {
    let number = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(number >= 0)
    let device = Descriptor(owning: number)
    #expect(throws: SystemError("write", code: ENOSPC)) { try Transfer.writeAll("a", to: device.number) }
  }

  @Test("a file is copied from its beginning, whatever was read of it, and the copying can be ended")
  func copies() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let source = try NamelessFile.make(in: folder.path)
    try Transfer.writeAll(bytes, to: source.number)
    let path = folder.path(of: "copy")
    let target = try WholeFile(at: path)
    var steps: [Int64] = []
    try Transfer.copy(source.number, to: target.number) { done in
      steps.append(done)
      return true
    }
    try target.publish(replaces: false)
    #expect(try TemporaryFolder.bytes(of: path) == bytes)
    #expect(steps == [0, 1_048_576, 2_097_152, 2_500_000])
    #expect(throws: SystemError("copy", code: ECANCELED)) {
      try Transfer.copy(source.number, to: source.number) { _ in false }
    }
  }
}
