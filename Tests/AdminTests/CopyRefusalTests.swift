import Admin
import Engine
import Glibc
import JSON
import JSONRPC
import Linux
import TestData
import Testing
import Vocabulary

/// Copies that are refused, ended or disturbed: nothing is left of them.
@Suite("database.copy, refused") struct CopyRefusalTests {
  /// Damage that a file takes and a server refuses, and what is said of it.
  private static let damage: [(sql: String, sentence: String)] = [
    (
      "UPDATE task SET collaboration_id = 999 WHERE id <= 2",
      "2 values of 'task.collaboration_id' refer to rows that 'collaboration' does not have"
    ),
    (
      "DELETE FROM authenticatable WHERE id = 1",
      "1 value of 'user.id' refers to a row that 'authenticatable' does not have"
    ),
    (
      "UPDATE collaboration SET encrypted = 2 WHERE id = 1",
      "1 value of 'collaboration.encrypted' is neither true nor false"
    ),
    ("UPDATE run SET started_at = 'yesterday' WHERE id = 1", "1 value of 'run.started_at' is no moment"),
    (
      "UPDATE run SET started_at = '2024-02-30 00:00:00.000000' WHERE id = 1",
      "1 value of 'run.started_at' is no moment"
    ),
    ("UPDATE task SET job_id = 'many' WHERE id = 1", "1 value of 'task.job_id' is no whole number"),
    (
      "UPDATE task SET job_id = 2147483648 WHERE id = 1",
      "1 value of 'task.job_id' is outside of the numbers from -2147483648 to 2147483647"
    ),
    ("UPDATE task SET job_id = 1.5 WHERE id = 1", "1 value of 'task.job_id' is no whole number"),
    ("UPDATE task SET name = 'a' || char(0) || 'b' WHERE id = 1", "1 value of 'task.name' is a text with a zero byte"),
    ("UPDATE task SET name = CAST(x'ff41' AS TEXT) WHERE id = 1", "1 value of 'task.name' is a text that is no UTF-8"),
    ("UPDATE task SET name = x'00ff' WHERE id = 1", "1 value of 'task.name' is no text"),
    (
      "UPDATE user SET otp_secret = printf('%33d', 1) WHERE id <= 2",
      "2 values of 'user.otp_secret' are longer than 32 characters"
    ),
    (
      "UPDATE rule SET operation = 'LOOK' WHERE id = 1",
      "1 value of 'rule.operation' is none of the words VIEW, EDIT, CREATE, DELETE, SEND, RECEIVE"
    ),
    (
      "INSERT INTO organization (id, name) VALUES (2147483648, 'far')",
      "1 value of 'organization.id' is outside of the numbers from -2147483648 to 2147483647"
    ),
  ]

  @Test("each kind of damage is told with its number, and nothing is copied", .onFiles("a server has none of it"))
  func hindrances() throws {
    for (sql, sentence) in Self.damage {
      var original = try Fixture(.sample4)
      try PlainSession(original.path).run(sql)
      let there = try CopyPlace()
      let dry = try there.copy(&original, [.init("dry_run", true)])
      let told = (dry["hindrances"]?.array ?? []).compactMap { $0["sentence"]?.string }
      #expect(told == [sentence], "\(sql)")
      let refusal = try there.refusal(&original)
      #expect(refusal.kind == "invalid" && refusal.message.hasSuffix("nothing was copied: \(sentence)"), "\(refusal)")
      #expect(refusal.data?["hindrances"] == dry["hindrances"])
      #expect(try there.isEmpty, "\(sql)")
    }
  }

  @Test("moments that no file can hold are told", .onServers("a file has none of them"))
  func moments() throws {
    var original = try Fixture(.sample4)
    try PlainSession(original.path).run(
      "UPDATE run SET started_at = CASE id WHEN 1 THEN 'infinity' WHEN 2 THEN '0044-03-15 12:00:00 BC' "
        + "ELSE '12000-01-01 00:00:00' END::timestamp WHERE id <= 3")
    let there = try CopyPlace()
    let refusal = try there.refusal(&original)
    #expect(refusal.message.hasSuffix("nothing was copied: 3 values of 'run.started_at' are no moment"), "\(refusal)")
    #expect(try there.isEmpty)
  }

  @Test("names that must be unique there are told", .onFiles("a server has none of it"))
  func duplicates() throws {
    var original = try Fixture(.upgraded3to4)
    try PlainSession(original.path).run("UPDATE organization SET name = 'one' WHERE id <= 2")
    let there = try CopyPlace()
    let refusal = try there.refusal(&original)
    #expect(
      refusal.message == "PostgreSQL would refuse rows of the database, so nothing was copied: 1 value of "
        + "'organization.name' is in several rows, and must be in one only")
    #expect(try there.isEmpty)
  }

  @Test(
    "all of a damaged file is told at once; what 'repair' mends is no obstacle any more", .onFiles("there is no dump"))
  func damaged() throws {
    var original = try Fixture(.damaged)
    let there = try CopyPlace()
    let before = try there.refusal(&original).data?["hindrances"]?.array ?? []
    #expect(before.count == 14)
    try original.call("database.repair")
    let after = try there.copy(&original, [.init("dry_run", true)])["hindrances"]?.array ?? []
    #expect(after.count < before.count)
    #expect(
      after.allSatisfy { one in before.contains { $0["table"] == one["table"] && $0["columns"] == one["columns"] } })
  }

  @Test("what belongs to other programs is named, with its rows and values")
  func strangers() throws {
    var original = try Fixture(.sample4)
    let plain = try PlainSession(original.path)
    try plain.script(
      "CREATE TABLE notes (id INTEGER, text TEXT); INSERT INTO notes VALUES (1, 'a'), (2, 'b'); "
        + "ALTER TABLE organization ADD COLUMN color TEXT; UPDATE organization SET color = 'red' WHERE id = 1; "
        + "CREATE VIEW names AS SELECT name FROM organization;")
    let there = try CopyPlace()
    let left = try there.copy(&original)["left"]
    #expect(
      left == [
        ["kind": "table", "name": "notes", "count": 2], ["kind": "column", "name": "organization.color", "count": 1],
        ["kind": "view", "name": "names", "count": nil],
      ])
    #expect(try PlainSession(there.path).tables()["organization"]?.contains("color") == false)
  }

  @Test("a rehearsal tells what would be copied, and leaves nothing")
  func rehearsal() throws {
    var original = try Fixture(.sample4)
    let there = try CopyPlace()
    let dry = try there.copy(&original, [.init("dry_run", true)])
    #expect(try dry["dry_run"] == true && there.isEmpty)
    let done = try there.copy(&original)
    for part in ["engine", "to", "layout", "last", "tables", "left", "hindrances"] { #expect(dry[part] == done[part]) }
  }

  @Test("a copy that is cancelled at any moment leaves nothing")
  func cancelled() throws {
    var original = try Fixture(.sample4)
    // The service has its session by then.
    try original.call("organization.list")
    var last = 0
    for moment in [1, 2, 3, 5, 8, 1_000_000] {
      let there = try CopyPlace()
      var looks = 0
      let answer = try there.copy(&original) { file in
        LongWork(
          isCancelled: {
            looks += 1
            return looks >= moment
          }, file: file)
      }
      guard moment <= looks else {
        #expect(answer["result"]?["tables"] != nil, "\(moment): \(answer)")
        continue
      }
      #expect(answer["error"]?["data"]?["kind"] == "cancelled", "\(moment): \(answer)")
      #expect(try there.isEmpty, "\(moment)")
      last = moment
    }
    #expect(last >= 2)
  }

  @Test("others change the original meanwhile without waiting, and the copy has none of it")
  func others() throws {
    var original = try Fixture(.sample4)
    if TestEngine.current == .sqlite {
      let folder = try TemporaryFolder()
      let path = try folder.copy(of: .sample4)
      try PlainSession(path).script("PRAGMA journal_mode = WAL")
      original = try Fixture(at: path)
      try Self.copyBeside(&original)
    } else {
      try Self.copyBeside(&original)
    }
  }

  private static func copyBeside(_ original: inout Fixture) throws {
    let there = try CopyPlace()
    let path = original.path
    var stages: Set<String> = []
    let answer = try there.copy(&original) { file in
      LongWork(
        isCancelled: { false },
        tell: { progress in
          guard stages.insert(progress.stage).inserted else { return }
          do {
            try PlainSession(path, busyMilliseconds: 0).run(
              "INSERT INTO organization (id, name) VALUES (?1, ?2)",
              [.integer(Int64(1_000 + stages.count)), .text(progress.stage)])
          } catch { Issue.record("\(progress.stage): \(error)") }
        }, file: file)
    }
    #expect(answer["result"] != nil && stages.count >= 2, "\(answer) \(stages)")
    let count = "SELECT count(*) FROM organization"
    #expect(try PlainSession(there.path).value(count) == .integer(4))
    #expect(try PlainSession(path).value(count) == .integer(Int64(4 + stages.count)))
  }
}
