import Admin
import Adoption
import Catalogue
import Engine
import SQLite
import Store
import TestData
import Testing
import Vocabulary

/// What one call reads belongs together.
@Suite struct SnapshotTests {
  @Test("a read sees one state, whatever others commit meanwhile, and lets go of it", arguments: ["wal", "delete"])
  func isolation(journal: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    let file = try DatabaseFile.open(DatabaseOptions(path: path, journal: journal == "wal" ? .wal : .keep), .vantage6)
    let database = try FileSession(file, .reader, .vantage6).database
    let other = try Connection(path: path, access: .readWrite, busyMilliseconds: 0)
    let entity = try database.model.entity("organization")
    let insert = "INSERT INTO organization (id, name) VALUES (900, 'other')"
    func isThere(_ transaction: borrowing ReadTransaction) -> Bool {
      (try? transaction.id(of: .id(900), entity)) != nil
    }
    try database.read { (transaction) throws(Failure) in
      let before = isThere(transaction)
      // Beside a log, the other commits; without one, it has to wait.
      let isCommitted = (try? other.run(insert)) != nil
      #expect(isCommitted == (journal == "wal"))
      let after = isThere(transaction)
      #expect(!before && !after)
    }
    if journal == "delete" { try other.run(insert) }
    let isThereNow = try database.read { (transaction) throws(Failure) in isThere(transaction) }
    #expect(isThereNow)
  }

  @Test("a read that fails lets go of its state, too")
  func failure() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    let file = try DatabaseFile.open(DatabaseOptions(path: path), .vantage6)
    let database = try FileSession(file, .reader, .vantage6).database
    #expect(throws: Failure.self) {
      try database.read { (_) throws(Failure) in throw Failure(.invalid, "no") }
    }
    try Connection(path: path, access: .readWrite, busyMilliseconds: 0).run("DELETE FROM organization WHERE id = 4")
  }
}
