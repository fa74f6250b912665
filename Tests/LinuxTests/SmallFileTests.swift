import Glibc
import Linux
import TestData
import Testing

@Suite struct SmallFileTests {
  @Test("a file is read whole, or as far as the limit")
  func reading() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "file")
    let number = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try #require(number >= 0)
    let file = Descriptor(owning: number)
    let text = String(repeating: "0123456789", count: 20_000)
    try Transfer.writeAll(text, to: file.number)
    #expect(try SmallFile.text(path, atMost: .max) == text)
    #expect(try SmallFile.bytes(path, atMost: 3) == Array("012".utf8))
    #expect(SmallFile.names(inFolder: folder.path).sorted() == [".", "..", "file"])
  }

  @Test("what is not there, a folder, and a pipe that nobody writes to")
  func others() throws {
    let folder = try TemporaryFolder()
    #expect(throws: SystemError("open", code: ENOENT)) { try SmallFile.bytes(folder.path(of: "none"), atMost: 9) }
    #expect(throws: SystemError("read", code: EISDIR)) { try SmallFile.bytes(folder.path, atMost: 9) }
    #expect(SmallFile.names(inFolder: folder.path(of: "none")) == [])
    try #require(mkfifo(folder.path(of: "pipe"), 0o600) == 0)
    #expect(try SmallFile.bytes(folder.path(of: "pipe"), atMost: 9) == [])
  }
}
