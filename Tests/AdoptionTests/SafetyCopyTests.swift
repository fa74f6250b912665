import Adoption
import Catalogue
import Engine
import SQLite
import Synchronization
import TestData
import Testing
import Vocabulary

/// The copy of somebody else's file, while they write to it.
@Suite struct SafetyCopyTests {
  /// A copy of the sample of some megabytes.
  private func makeLarge(in folder: borrowing TemporaryFolder, journal: String = "delete") throws -> String {
    let path = try folder.copy(of: .sample4, as: "large.sqlite")
    let connection = try Connection(path: path, access: .readWrite)
    try connection.run("PRAGMA journal_mode = \(journal)")
    try connection.run(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO run (task_id, organization_id, result) SELECT 1, 1, hex(randomblob(500)) FROM n
      """)
    return path
  }

  @Test(
    "a copy made while others write has all of it, or with a log that of the moment when it began",
    arguments: ["delete", "wal"])
  func writing(journal: String) throws {
    let folder = try TemporaryFolder()
    let path = try makeLarge(in: folder, journal: journal)
    let written = Mutex<[String]>([])
    var options = DatabaseOptions(path: path, isIndexed: false)
    options.onStep = { step in
      guard step.hasPrefix("copying") else { return }
      written.withLock { names in
        let name = "written \(names.count)"
        // Refused while the lock is held; the file is changed at both its ends.
        guard let other = try? Connection(path: path, access: .readWrite, busyMilliseconds: 0),
          (try? other.script(
            "BEGIN IMMEDIATE; UPDATE organization SET name = '\(name)' WHERE id = 1;"
              + " INSERT INTO run (task_id, result) VALUES (1, '\(name)'); COMMIT")) != nil
        else { return }
        names.append(name)
      }
    }
    let file = try openDatabase(options)
    let names = written.withLock { $0 }
    #expect(names.count > 1)
    let copy = try Connection(path: try #require(file.backup), access: .readWrite)
    #expect(try copy.value("PRAGMA integrity_check") == .text("ok"))
    let copied = try copy.rows("SELECT result FROM run WHERE result LIKE 'written %' ORDER BY id").map { $0[0].text }
    let kept = try Connection(path: path, access: .readWrite)
    if journal == "wal" {
      // A log lets others go on: the copy is of the moment when it was begun.
      #expect(copied == [])
    } else {
      #expect(copied == names)
      #expect(try copy.value("SELECT name FROM organization WHERE id = 1")?.text == names.last)
    }
    #expect(try kept.value("SELECT count(*) FROM run WHERE result LIKE 'written %'") == .integer(Int64(names.count)))
  }

  @Test("others do not wait for the copy for longer than allowed: it is given up, and nothing is left")
  func patience() throws {
    let folder = try TemporaryFolder()
    let path = try makeLarge(in: folder)
    let before = try contents(path)
    let writer = Mutex<[Writer]>([])
    var options = DatabaseOptions(path: path)
    options.copyMilliseconds = 0
    options.onStep = { step in
      writer.withLock { if $0.isEmpty, let one = try? Writer(path) { $0.append(one) } }
    }
    #expect {
      _ = try openDatabase(options)
    } throws: { error in
      let failure = error as? Failure
      return failure?.kind == .busy && failure?.message.contains("would have to wait too long") == true
    }
    writer.withLock { $0.removeAll() }
    #expect(folder.names == ["large.sqlite"])
    #expect(try contents(path) == before)
    options.onStep = { _ in }
    #expect(try openDatabase(options).backup != nil)
  }

  /// Has begun to write, and is not done.
  private final class Writer: Sendable {
    private let connection: Mutex<Connection>

    init(_ path: String) throws {
      let connection = try Connection(path: path, access: .readWrite, busyMilliseconds: 0)
      try connection.begin(.immediate)
      self.connection = Mutex(connection)
    }
  }
}
