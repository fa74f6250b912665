import Engine
import SQLite
import Testing

@Suite struct LibraryTests {
  @Test(
    "the WAL-reset bug is in 3.7.0 to 3.51.2, but for the branches that got the fix",
    arguments: [
      (3_006_023, true), (3_007_000, false), (3_040_001, false), (3_044_005, false), (3_044_006, true),
      (3_044_999, true),
      (3_045_000, false), (3_046_001, false), (3_050_006, false), (3_050_007, true), (3_050_008, true),
      (3_051_000, false), (3_051_002, false), (3_051_003, true), (3_052_000, true), (4_000_000, true),
    ])
  func log(number: Int32, isSafe: Bool) {
    #expect(Library(number: number).hasSafeLog == isSafe)
  }

  @Test("a version is written as SQLite writes it")
  func version() throws {
    #expect(Library(number: 3_040_001).version == "3.40.1" && Library(number: 3_007_000).version == "3.7.0")
    let connection = try Connection(path: ":memory:", access: .create)
    #expect(try connection.value("SELECT sqlite_version()") == .text(Library.current.version))
  }
}
