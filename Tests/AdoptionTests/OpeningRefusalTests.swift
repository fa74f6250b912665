import Catalogue
import Engine
import Glibc
import SQLite
import TestData
import Testing
import Vocabulary

@testable import Adoption

/// The sentence with which a file is refused; the folder must be, byte for byte, what it was.
private func refusal(
  _ options: DatabaseOptions, in folder: borrowing TemporaryFolder
) throws -> (kind: Failure.Kind, message: String) {
  let names = folder.names
  let before = try names.map { try snapshot(folder.path(of: $0)) }
  defer { for name in names { chmod(folder.path(of: name), 0o600) } }
  do {
    _ = try openDatabase(options)
    Issue.record("the file was accepted")
    return (.internal, "")
  } catch {
    #expect(folder.names == names)
    #expect(try names.map { try snapshot(folder.path(of: $0)) } == before)
    #expect(!error.message.contains("\n"))
    return (error.kind, error.message)
  }
}

/// The bytes of a regular file, for others only that they are no such file.
private func snapshot(_ path: String) throws -> [UInt8]? {
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return try TemporaryFolder.bytes(of: path)
}

private func refusal(_ path: String, in folder: borrowing TemporaryFolder) throws -> (Failure.Kind, String) {
  try refusal(DatabaseOptions(path: path, busyMilliseconds: 50), in: folder)
}

@Suite struct OpeningRefusalTests {
  @Test("a file that is no database, or encrypted, is refused", arguments: [1, 100, 512, 4096, 70_000])
  func garbage(count: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "secret.bin")
    var generator = SystemRandomNumberGenerator()
    // Never zero in front, so that it is never an empty database by chance.
    try TemporaryFolder.write([0xa5] + (1..<count).map { _ in .random(in: .min ... .max, using: &generator) }, to: path)
    let (kind, message) = try refusal(path, in: folder)
    #expect(kind == .invalid)
    #expect(message == "'\(path)' is not an SQLite database, or is encrypted")
  }

  @Test("a text file is refused")
  func textFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "config.yaml")
    try TemporaryFolder.write(Array("description: a server\nport: 5000\n".utf8), to: path)
    #expect(try refusal(path, in: folder).1 == "'\(path)' is not an SQLite database, or is encrypted")
  }

  @Test("a database that was cut off is refused", arguments: [100, 2_000, 4_096, 40_000, 122_000, 122_879])
  func truncated(count: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    truncate(path, count)
    let (kind, message) = try refusal(path, in: folder)
    #expect(kind == .invalid)
    #expect(message.hasPrefix("the database '\(path)' is damaged or was cut off ("), "\(message)")
  }

  @Test("a database with a damaged page is refused before anything is added", arguments: [1, 2, 5, 9])
  func corrupt(page: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    var bytes = try TemporaryFolder.bytes(of: path)
    for place in 0..<300 { bytes[page * 4_096 + place] = UInt8(truncatingIfNeeded: place &* 37 &+ 11) }
    try TemporaryFolder.write(bytes, to: path)
    let (kind, message) = try refusal(path, in: folder)
    #expect(kind == .invalid)
    #expect(message.hasPrefix("the database '\(path)' is damaged or was cut off ("), "\(message)")
  }

  @Test("what is no file is refused, by what it is")
  func kinds() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "thing")
    mkdir(path, 0o700)
    #expect(try refusal(path, in: folder).1 == "'\(path)' is a folder, not a database file")
    rmdir(path)
    mkfifo(path, 0o600)
    #expect(try refusal(path, in: folder).1 == "'\(path)' is a pipe, not a database file")
    unlink(path)
    mknod(path, S_IFSOCK | 0o600, 0)
    #expect(try refusal(path, in: folder).1 == "'\(path)' is a socket, not a database file")
    #expect(try refusal("/dev/null", in: folder).1 == "'/dev/null' is a device, not a database file")
    symlink("nowhere", folder.path(of: "link"))
    let link = folder.path(of: "link")
    #expect(try refusal(link, in: folder).1 == "'\(link)' is a link to a file that does not exist")
    #expect(try refusal("", in: folder).1 == "the database's path is empty")
  }

  @Test("a missing folder is named")
  func missingFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "no/where/v6.sqlite")
    #expect(
      try refusal(path, in: folder).1
        == "the folder '\(folder.path)/no/where' for the database '\(path)' does not exist: make it first")
  }

  @Test("an unknown layout is refused")
  func unknownLayout() throws {
    let folder = try TemporaryFolder()
    let options = DatabaseOptions(path: folder.path(of: "new"), generation: 6)
    #expect(try refusal(options, in: folder).message == "unknown layout '6': 2, 3, 4 or 5")
  }

  @Test("a database of another program is refused, and says what was found", arguments: [false, true])
  func foreign(isLogged: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "places.sqlite")
    try make(path, "CREATE TABLE b (a); CREATE TABLE c (a); CREATE TABLE a (a); CREATE TABLE d (a)", isLogged: isLogged)
    #expect(
      try refusal(path, in: folder).1
        == "'\(path)' is not a vantage6 database: it has the tables 'a', 'b', 'c' and 1 more")
  }

  @Test("a log that a crashed program left beside its database stays as it was")
  func foreignLog() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "places.sqlite")
    let other = folder.path(of: "original.sqlite")
    try make(other, "CREATE TABLE one (a)", isLogged: true)
    let connection = try Connection(path: other, access: .readWrite)
    try connection.run("INSERT INTO one VALUES (1)")
    for side in ["", "-wal", "-shm"] {
      try TemporaryFolder.write(TemporaryFolder.bytes(of: other + side), to: path + side)
    }
    let before = try TemporaryFolder.bytes(of: path + "-wal")
    #expect(before.count > 0)
    let database = try TemporaryFolder.bytes(of: path)
    #expect(throws: Failure.self) { try openDatabase(path) }
    #expect(try TemporaryFolder.bytes(of: path) == database)
    #expect(try TemporaryFolder.bytes(of: path + "-wal") == before)
  }

  @Test("a file that somebody marked as theirs is not taken for an empty one")
  func marked() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "marked.sqlite")
    try make(path, "PRAGMA application_id = 7", isLogged: false)
    #expect(try refusal(path, in: folder).1 == "'\(path)' is not a vantage6 database: it has no tables")
  }

  @Test("half of a vantage6 database is refused, and says what is missing")
  func incomplete() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample2)
    try make(path, "DROP TABLE task", isLogged: false)
    #expect(
      try refusal(path, in: folder).1 == "'\(path)' is not a complete vantage6 database: it has no table 'task'")
  }

  @Test("a newer file format is told from garbage", arguments: [(18, 3), (19, 3), (47, 9)])
  func newer(place: Int, version: UInt8) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    var bytes = try TemporaryFolder.bytes(of: path)
    bytes[place] = version
    try TemporaryFolder.write(bytes, to: path)
    let message = try refusal(path, in: folder).1
    #expect(
      message
        == (place == 18
          ? "the database '\(path)' cannot be written: it is read-only"
          : "'\(path)' has a newer SQLite file format than this program can read"))
  }

  @Test("a locked database is refused after a short wait", arguments: ["IMMEDIATE", "EXCLUSIVE"])
  func locked(kind: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    let other = try Connection(path: path, access: .readWrite)
    try other.run("BEGIN \(kind)")
    do {
      _ = try openDatabase(DatabaseOptions(path: path, busyMilliseconds: 50))
      Issue.record("a locked database was opened")
    } catch {
      #expect(error.kind == .busy)
      #expect(
        error.message == "the database '\(path)' is locked by another process: stop it, or try again when it is done")
    }
    // Its bytes cannot be read here without dropping this process's locks; no copy was made.
    #expect(folder.names == ["sample-4.15.2.sqlite"])
    other.rollback()
    #expect(try openDatabase(path).backup != nil)
  }

  @Test("the holder of a lock is found in the kernel's table")
  func holder() throws {
    let locks = """
      1: POSIX  ADVISORY  READ  11 fe:00:16220198 1073741826 1073742335
      2: POSIX  ADVISORY  WRITE 12 fe:00:1622019 1073741825 1073741825
      3: OFDLCK ADVISORY  WRITE -1 fe:00:16220198 0 EOF
      3: -> POSIX  ADVISORY  WRITE 13 fe:00:16220198 1073741825 1073741825
      4: POSIX  ADVISORY  WRITE 6777 fe:00:16220198 1073741825 1073741825
      5: POSIX  ADVISORY  WRITE 14 103:00:5 1073741825 1073741825
      """
    #expect(LockHolder.writer(of: FileIdentity(device: 0xfe00, inode: 16_220_198), in: locks) == 6_777)
    #expect(LockHolder.writer(of: FileIdentity(device: 0x10300, inode: 5), in: locks) == 14)
    #expect(LockHolder.writer(of: FileIdentity(device: 0xfe00, inode: 5), in: locks) == nil)
    #expect(LockHolder.writer(of: FileIdentity(device: 0xfe00, inode: 5), in: "") == nil)
  }

  /// Applies statements as another program would.
  private func make(_ path: String, _ statements: String, isLogged: Bool) throws {
    let connection = try Connection(path: path, access: .create)
    if isLogged { try connection.run("PRAGMA journal_mode = WAL") }
    try connection.script(statements)
  }
}
