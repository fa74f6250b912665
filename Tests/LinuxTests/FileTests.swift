import Glibc
import Linux
import Synchronization
import TestData
import Testing

@Suite struct FileTests {
  private func write(_ text: String, to file: Int32) throws { try Transfer.writeAll(text, to: file) }

  @Test("a file without a name can be written and read, and leaves nothing in its folder")
  func nameless() throws {
    let folder = try TemporaryFolder()
    let file = try NamelessFile.make(in: folder.path)
    try write("text", to: file.number)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(pread(file.number, &bytes, bytes.count, 0) == 4)
    #expect(folder.names == [])
    #expect(throws: SystemError("open", code: ENOENT)) { _ = try NamelessFile.make(in: folder.path + "/none") }
  }

  @Test("a whole file gets its name at the end, only for its owner")
  func whole() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "whole")
    let file = try WholeFile(at: path)
    try write("text", to: file.number)
    #expect(folder.names == [])
    try file.publish(replaces: false)
    #expect(folder.names == ["whole"])
    #expect(try TemporaryFolder.bytes(of: path) == Array("text".utf8))
    #expect(try TemporaryFolder.mode(of: path) == 0o600)
  }

  @Test("a whole file takes another one's place only if it may, and at once")
  func replacing() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "whole")
    try TemporaryFolder.write(Array("old".utf8), to: path)
    let file = try WholeFile(at: path)
    try write("new", to: file.number)
    #expect(throws: SystemError("linkat", code: EEXIST)) { try file.publish(replaces: false) }
    #expect(try TemporaryFolder.bytes(of: path) == Array("old".utf8))
    try file.publish(replaces: true)
    #expect(try TemporaryFolder.bytes(of: path) == Array("new".utf8))
    #expect(folder.names == ["whole"])
  }

  @Test("a whole file that is given up leaves nothing")
  func givenUp() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try WholeFile(at: folder.path(of: "whole"))
      try write("half", to: file.number)
    }
    #expect(folder.names == [])
  }

  @Test("files go over a socket with the bytes, in their order, and close with their last reference")
  func sent() throws {
    let folder = try TemporaryFolder()
    var ends: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let near = Descriptor(owning: ends[0])
    let far = Descriptor(owning: ends[1])
    for name in ["one", "two"] {
      let file = try NamelessFile.make(in: folder.path)
      try write(name, to: file.number)
      let sent = Array("x".utf8).withUnsafeBytes { SentFile.send(file.number, with: $0, to: near.number) }
      #expect(sent == 1)
    }
    var files: [SentFile] = []
    var room = [UInt8](repeating: 0, count: 16)
    var count = 0
    while count < 2 {
      count += room.withUnsafeMutableBytes { SentFile.receive(from: far.number, into: $0, &files) }
    }
    var texts: [String] = []
    for file in files {
      let length = pread(file.number, &room, room.count, 0)
      texts.append(String(decoding: room.prefix(max(0, length)), as: UTF8.self))
      #expect(fcntl(file.number, F_GETFD) & FD_CLOEXEC != 0)
    }
    #expect(texts == ["one", "two"])
  }

  @Test("a sent file is closed with its last reference")
  func closed() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let reading = Descriptor(owning: ends[0])
    var holders: [SentFile] = [SentFile(Descriptor(owning: ends[1]))]
    holders.append(holders[0])
    func isOpen() -> Bool {
      var entry = pollfd(fd: reading.number, events: Int16(POLLIN), revents: 0)
      return poll(&entry, 1, 0) == 0
    }
    holders.removeFirst()
    #expect(isOpen())
    holders.removeAll()
    // Nobody can write any more.
    #expect(!isOpen())
  }

  @Test("threads of a group are joined together")
  func group() throws {
    let sum = Sum()
    var threads = ThreadGroup()
    for number in 1...3 { threads.start("test") { sum.value.add(number, ordering: .relaxed) } }
    threads.join()
    #expect(sum.value.load(ordering: .relaxed) == 6)
    threads.join()
  }

  private final class Sum: Sendable { let value = Atomic<Int>(0) }
}
