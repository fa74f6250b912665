import Glibc
import TestData
import Testing

@testable import Daemon

@Suite("Socket files")
struct SocketFileTests {
  private func listen(_ path: String) throws(StartFailure) { _ = try Listener(path: path, isReadOnly: false) }

  private func status(_ path: String) -> stat {
    var status = stat()
    lstat(path, &status)
    return status
  }

  /// Leaves a socket file behind that nobody listens on.
  private func leaveStale(_ path: String) throws {
    let socket = try UnixAddress.socket()
    try #require(UnixAddress(path)).bind(socket)
  }

  @Test("it is made with mode 0660, whatever the umask is, and goes with its listener")
  func mode() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "s")
    try check(path) { #expect(status(path).st_mode == S_IFSOCK | 0o660) }
    #expect(folder.names.isEmpty)
  }

  private func check(_ path: String, _ body: () -> Void) throws {
    let listener = try Listener(path: path, isReadOnly: false)
    body()
    let isReadOnly = listener.isReadOnly
    #expect(!isReadOnly)
  }

  @Test("one that nobody listens on any more is replaced")
  func stale() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "s")
    try leaveStale(path)
    let before = status(path).st_ino
    try check(path) { #expect(status(path).st_ino != before) }
  }

  @Test("one that a daemon listens on is refused, and the daemon is named")
  func live() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "s")
    try check(path) {
      let before = status(path).st_ino
      let expected = StartFailure("another daemon (process \(getpid())) is listening on '\(path)'")
      #expect(throws: expected) { try listen(path) }
      #expect(status(path).st_ino == before)
    }
  }

  @Test("something else at its path is refused and left alone", arguments: ["file", "folder", "link"])
  func foreign(_ what: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "s")
    switch what {
    case "file": try TemporaryFolder.write([1, 2, 3], to: path)
    case "folder": mkdir(path, 0o700)
    default: symlink("nowhere", path)
    }
    let expected = StartFailure("'\(path)' exists and is not a socket: choose another path, or move it away")
    #expect(throws: expected) { try listen(path) }
    #expect(folder.names == ["s"])
    if what == "file" { #expect(try TemporaryFolder.bytes(of: path) == [1, 2, 3]) }
  }

  @Test("a path that is too long is refused with the number of bytes that fit")
  func tooLong() throws {
    let path = "/tmp/" + String(repeating: "s", count: 103)
    #expect(throws: StartFailure("the socket's path '\(path)' is 108 bytes long: at most 107 fit")) {
      try listen(path)
    }
  }

  @Test("a folder that does not exist is named")
  func missingFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "no/s")
    let expected = StartFailure("the folder '\(folder.path)/no' of the socket '\(path)' does not exist: make it first")
    #expect(throws: expected) { try listen(path) }
  }

  @Test("at the end it is left alone if somebody else has put another one there")
  func replaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "s")
    try check(path) {
      unlink(path)
      #expect(throws: Never.self) { try leaveStale(path) }
    }
    #expect(folder.names == ["s"])
  }
}
