import Admin
import Adoption
import Engine
import SQLite
import Synchronization
import TestData
import Testing

@Suite("A long opening")
struct OpeningStepsTests {
  @Test("tells what it does while it does it: the copy, its check and the indexes")
  func steps() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4)
    do {
      let connection = try Connection(path: path, access: .readWrite)
      try connection.run(
        """
        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 300000)
        INSERT INTO run (task_id, log) SELECT n, hex(zeroblob(40)) FROM number
        """)
    }
    let told = Mutex<[String]>([])
    var options = DatabaseOptions(path: path)
    options.onStep = { what in told.withLock { if $0.last != what { $0.append(what) } } }
    _ = try DatabaseFile.open(options, .vantage6)
    let words = told.withLock { $0 }
    #expect(words == ["copying '\(path)'", "checking '\(path)'", "adding indexes to '\(path)'"])
  }
}
