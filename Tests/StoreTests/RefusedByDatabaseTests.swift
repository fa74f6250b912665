import Catalogue
import Engine
import SQLite
import Testing
import Vocabulary

@testable import Store

/// What the database refuses by rules of others: the caller is told the column, the trigger's words or the missing part.
@Suite struct RefusedByDatabaseTests {
  private static let schema = """
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL DEFAULT 'b', c INTEGER CHECK (c <> 13),
      d INTEGER, CONSTRAINT small_d CHECK (d < 100));
    CREATE UNIQUE INDEX t_a ON t (a);
    CREATE UNIQUE INDEX t_lower ON t (lower(b), d) WHERE d > 0;
    CREATE TABLE log (id INTEGER PRIMARY KEY, x);
    CREATE TABLE strict_t (id INTEGER PRIMARY KEY, n INTEGER) STRICT;
    INSERT INTO t (id, a, b, d) VALUES (1, 'one', 'B', 5);
    """

  private func failure(_ sql: String, after script: String = "") throws -> Failure {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.script(Self.schema + script)
    do throws(EngineError) { try connection.run(sql) } catch { return Failure(error) }
    Issue.record("it was not refused: \(sql)")
    return Failure(.internal, "")
  }

  @Test(
    "constraints are told by the names of what they are about",
    arguments: [
      ("UPDATE t SET b = NULL", "the column 'b' of the table 't' must have a value"),
      ("INSERT INTO t (a) VALUES ('one')", "another row of the table 't' has the same 'a', which the database forbids"),
      ("INSERT INTO t (id) VALUES (1)", "another row of the table 't' has the same 'id'"),
      ("INSERT INTO t (b, d) VALUES ('b', 5)", "another record has the same value, which the index 't_lower' forbids"),
      ("INSERT INTO t (d) VALUES (100)", "its check 'small_d' failed"),
      ("INSERT INTO t (c) VALUES (13)", "one of its checks failed"),
      ("INSERT INTO strict_t (n) VALUES ('x')", "the column 'n' of the table 'strict_t' takes values of one type only"),
    ])
  func constraints(sql: String, words: String) throws {
    let failure = try failure(sql)
    #expect(failure.kind == .constraint)
    #expect(failure.message.contains(words), "\(failure.message)")
    #expect(!failure.message.contains("<>") && failure.detail?.isEmpty == false)
  }

  @Test("a reference to a missing row is told with the table that refers, where the engine knows it")
  func references() {
    func message(_ table: String?) -> String {
      Failure(EngineError(.constraint, "no", refusal: .foreignKey(table: table))).message
    }
    #expect(message("result").contains("a row of the table 'result' would refer to a missing row"))
    #expect(message(nil).contains("a foreign key would refer to a missing row"))
  }

  @Test("a trigger speaks with its own words, however it ends the change", arguments: ["ABORT", "FAIL", "ROLLBACK"])
  func triggers(end: String) throws {
    let failure = try failure(
      "DELETE FROM t",
      after: "CREATE TRIGGER keep BEFORE DELETE ON t BEGIN SELECT raise(\(end), 'ask the data office first: no'); END;")
    #expect(failure.kind == .constraint)
    #expect(failure.message == "a trigger of the database refused the change: ask the data office first: no")
  }

  @Test(
    "what a trigger, view or index needs and is not there is named",
    arguments: [
      ("INSERT INTO gone VALUES (new.id)", "the table 'gone'"),
      ("INSERT INTO log (nope) VALUES (1)", "the column 'nope'"),
      ("UPDATE log SET nope = 1", "the column 'nope'"),
      ("SELECT no_such_function(1)", "the function 'no_such_function'"),
      ("UPDATE log SET x = 1 WHERE x = 'a' COLLATE klingon", "the collation 'klingon'"),
    ])
  func missing(body: String, words: String) throws {
    let failure = try failure(
      "INSERT INTO t (d) VALUES (7)", after: "CREATE TRIGGER tell AFTER INSERT ON t BEGIN \(body); END;")
    #expect(failure.kind == .constraint)
    #expect(failure.message.contains(words) && failure.message.contains("not there"), "\(failure.message)")
    #expect(failure.hint?.isEmpty == false)
  }

  @Test("our own tables are nobody else's fault")
  func own() {
    let error = EngineError(code: 1, message: "no such table: vantage6_admin_audit")
    #expect(Failure(error).kind == .internal)
  }

  @Test(
    "no error of SQLite is told without a word of what to do or what it is about",
    arguments: [1, 5, 7, 8, 9, 10, 11, 13, 14, 15, 17, 18, 19, 20, 22, 26] as [Int32])
  func sentences(code: Int32) {
    let failure = Failure(EngineError(code: code, message: "words", sql: "SELECT secret"))
    #expect(
      !failure.message.isEmpty && !failure.message.contains("SELECT") && failure.detail?.contains("words") == true)
    #expect(failure.hint != nil || [18, 19].contains(code), "\(code): \(failure.message)")
  }
}
