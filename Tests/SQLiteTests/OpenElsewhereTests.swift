import Engine
import Glibc
import Linux
import SQLite
import TestData
import Testing

/// Whether another process has the database open, as the writer asks before it pauses for one.
@Suite struct OpenElsewhereTests {
  /// Another process, which takes a step for each byte that it gets, and tells of it with one.
  private struct Other: ~Copyable {
    private let process: ChildProcess
    private let socket: Descriptor

    init(_ path: String, steps: [String]) throws {
      let ends = try Self.sockets()
      let ours = Descriptor(owning: ends[0])
      let input = Descriptor(owning: ends[1])
      let output = Descriptor(owning: fcntl(ends[1], F_DUPFD_CLOEXEC, 0))
      let program = """
        import os, sqlite3, sys
        database = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
        for step in sys.argv[2:]:
            if not os.read(0, 1): break
            try: database.execute(step).fetchall() if step else database.close()
            except sqlite3.OperationalError as error: assert "locked" in str(error), error
            os.write(1, b".")
        """
      let process = try ChildProcess(
        ["python3", "-c", program, path] + steps, input: input.number, output: output.number)
      self.process = process
      socket = ours
    }

    private static func sockets() throws -> [Int32] {
      var ends: [Int32] = [-1, -1]
      try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
      return ends
    }

    func step() throws {
      var byte: UInt8 = 0
      try #require(write(socket.number, &byte, 1) == 1)
      try #require(read(socket.number, &byte, 1) == 1)
    }

    consuming func end() throws -> Bool {
      shutdown(socket.number, Int32(SHUT_RDWR))
      return try process.wait()
    }
  }

  private func database(_ folder: borrowing TemporaryFolder, journal: String) throws -> SQLiteSession {
    let connection = try Connection(path: folder.path(of: "d"), access: .create)
    _ = try connection.value("PRAGMA journal_mode = \(journal)")
    try connection.script("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    return try SQLiteSession(connection)
  }

  @Test("another process is seen from its first statement on, also while it waits for the lock, until it closes")
  func seen() throws {
    let folder = try TemporaryFolder()
    let session = try database(folder, journal: "wal")
    #expect(!session.isOpenElsewhere)
    let other = try Other(folder.path(of: "d"), steps: ["INSERT INTO t VALUES (1)", ""])
    try session.begin()
    try other.step()
    #expect(session.isOpenElsewhere)
    session.rollback()
    #expect(session.isOpenElsewhere)
    try other.step()
    #expect(!session.isOpenElsewhere)
    let isWell = try other.end()
    #expect(isWell)
  }

  @Test("other connections of this process are not others")
  func own() throws {
    let folder = try TemporaryFolder()
    let session = try database(folder, journal: "wal")
    let second = try Connection(path: folder.path(of: "d"), access: .readWrite)
    try second.run("INSERT INTO t VALUES (1)")
    #expect(!session.isOpenElsewhere)
    let count = try second.value("SELECT count(*) FROM t")
    #expect(count == .integer(1))
  }

  @Test("a process that ends without closing is no longer seen")
  func killed() throws {
    let folder = try TemporaryFolder()
    let session = try database(folder, journal: "wal")
    let other = try Other(folder.path(of: "d"), steps: ["SELECT * FROM t"])
    try other.step()
    #expect(session.isOpenElsewhere)
    let isWell = try other.end()
    #expect(isWell)
    #expect(!session.isOpenElsewhere)
  }

  @Test("with a rollback journal, who waits is not seen: there may always be one", arguments: ["delete", "truncate"])
  func rollbackJournal(journal: String) throws {
    let folder = try TemporaryFolder()
    let session = try database(folder, journal: journal)
    #expect(session.isOpenElsewhere)
  }

  @Test("of a file that was put elsewhere nothing is known")
  func moved() throws {
    let folder = try TemporaryFolder()
    let session = try database(folder, journal: "wal")
    try #require(rename(folder.path(of: "d"), folder.path(of: "e")) == 0)
    #expect(session.isOpenElsewhere)
  }
}
