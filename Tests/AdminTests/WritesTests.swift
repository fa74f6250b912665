import Admin
import Engine
import Glibc
import Store
import TestData
import Testing

/// The fixed series on every layout: what the tables hold afterwards is committed as text, and was compared with what
/// the real models leave (Tests/RealServer/compare).
@Suite struct WritesTests {
  enum Start: String, CaseIterable, Sendable {
    case fresh2, fresh3, fresh4, fresh5
    case early2, sample2, sample3, sample4, sample5
    case upgraded2to4, upgraded3to4

    var sample: Sample? {
      switch self {
      case .fresh2, .fresh3, .fresh4, .fresh5: nil
      case .early2: .early2
      case .sample2: .sample2
      case .sample3: .sample3
      case .sample4: .sample4
      case .sample5: .sample5
      case .upgraded2to4: .upgraded2to4
      case .upgraded3to4: .upgraded3to4
      }
    }

    var isThere: Bool { sample?.isThere ?? true }
    var generation: Int { self == .fresh2 ? 2 : self == .fresh3 ? 3 : self == .fresh5 ? 5 : 4 }
    /// An upgraded file has rows that the newest models do not see, and we do: they would differ.
    var deletesOld: Bool { sample != nil && self != .upgraded2to4 && self != .upgraded3to4 }
  }

  private static let goldenFolder =
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden"

  @Test(
    "a fixed series of writes leaves the tables as the real models leave them",
    arguments: Start.allCases.filter(\.isThere))
  func series(start: Start) throws {
    var fixture = try Fixture(start.sample, generation: start.generation)
    try Series(&fixture).run(&fixture, deletesOld: start.deletesOld)
    let dump = try Dump.text(fixture.path, now: "2026-11-24 08:09:10.123456")
    let golden = "\(Self.goldenFolder)/\(start.rawValue).txt"
    if getenv("UPDATE_GOLDEN") != nil { try TemporaryFolder.write(Array(dump.utf8), to: golden) }
    let expected = String(decoding: try TemporaryFolder.bytes(of: golden), as: UTF8.self)
    let (ours, theirs) = (dump.split(separator: "\n"), expected.split(separator: "\n"))
    for (line, wanted) in zip(ours, theirs) { #expect(line == wanted) }
    #expect(ours.count == theirs.count)
    #expect(try Self.integrity(fixture.path) == "ok")
  }

  private static func integrity(_ path: String) throws -> String? {
    TestEngine.current == .sqlite ? try PlainSession(path).value("PRAGMA integrity_check")?.text : "ok"
  }

  @Test("a fresh file and a sample of the same generation take the same columns", arguments: [2, 3, 4, 5])
  func columns(generation: Int) throws {
    let ours = try Fixture(generation: generation)
    let theirs = try Fixture(.of(generation: generation))
    let fresh = try PlainFile(ours.path)
    let real = try PlainFile(theirs.path)
    #expect(fresh.tableNames == real.tableNames)
    for table in real.tableNames { #expect(fresh.columns(of: table) == real.columns(of: table)) }
  }

  private static var outputFolder: String? { getenv("WRITES_OUTPUT").map { String(cString: $0) } }

  /// For Tests/RealServer/compare: the file before, and after the series with real hashes.
  @Test(
    "the files of the series are left for the real models",
    .enabled(if: outputFolder != nil, "WRITES_OUTPUT names no folder: only Tests/RealServer/compare needs the files"),
    arguments: Start.allCases)
  func export(start: Start) throws {
    let folder = try #require(Self.outputFolder)
    var fixture = try Fixture(start.sample, generation: start.generation, hash: { Bcrypt.hash($0) })
    try Self.copy(fixture.path, to: "\(folder)/\(start.rawValue)-before.sqlite")
    try Series(&fixture).run(&fixture, deletesOld: start.deletesOld)
    try Self.copy(fixture.path, to: "\(folder)/\(start.rawValue)-after.sqlite")
  }

  private static func copy(_ path: String, to copy: String) throws {
    unlink(copy)
    try PlainSession(path).run("VACUUM INTO ?1", [.text(copy)])
  }
}
