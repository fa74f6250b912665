import Engine
import TestData
import Testing

@testable import PostgreSQL

/// Statements that travel with the next one.
@Suite struct WaitingTests {
  private let database: PostgreSQLDatabase
  private let session: PostgreSQLSession
  private static let insert = "INSERT INTO t (i) VALUES ($1)"

  init() throws {
    database = try PostgreSQLServer.shared.database()
    try database.query("create table t (i integer unique, text text)")
    session = try database.session()
    try session.begin()
    _ = try session.dataVersion()
  }

  private func insert(_ number: Int64) throws { try session.runWithNext(Self.insert, [.integer(number)]) }

  private func rows() throws -> [Int64?] { try session.rows("SELECT i FROM t ORDER BY i").map(\.[0].integer) }

  @Test func `what waits has run before the next statement`() throws {
    for number in 1...3 as ClosedRange<Int64> { try insert(number) }
    #expect(try rows() == [1, 2, 3])
  }

  @Test func `what waits is committed`() throws {
    try insert(1)
    try session.commit()
    #expect(try database.query("select i from t") == "1")
  }

  @Test func `the next statement fails with the error of the one that waited, and the transaction with it`() throws {
    try insert(1)
    try insert(1)
    let error = #expect(throws: EngineError.self) { try rows() }
    #expect(error?.refusal == .duplicate([.init(table: "t", column: "i")]))
    #expect(error?.isOfWaiting == true)
    #expect(session.transaction == .failed)
    session.rollback()
    try session.begin()
    #expect(try rows() == [])
  }

  @Test func `a statement's own error is no other's`() throws {
    try insert(1)
    let error = #expect(throws: EngineError.self) { try session.run(Self.insert, [.integer(1)]) }
    #expect(error?.isOfWaiting == false)
  }

  @Test func `a commit fails with what waited, and nothing stays`() throws {
    try insert(1)
    try insert(1)
    #expect(throws: EngineError.self) { try session.commit() }
    #expect(session.transaction == .none)
    #expect(try database.query("select count(*) from t") == "0")
  }

  @Test func `a savepoint is not released over what fails, and what was before it stays`() throws {
    try insert(1)
    try session.savepoint()
    try insert(2)
    try insert(2)
    #expect(throws: EngineError.self) { try session.releaseSavepoint() }
    session.rollBackToSavepoint()
    try session.commit()
    #expect(try database.query("select i from t") == "1")
  }

  @Test(arguments: [false, true]) func `what waits in a savepoint is undone with it`(isSent: Bool) throws {
    try insert(1)
    try session.savepoint()
    if isSent { #expect(try rows() == [1]) }
    try insert(2)
    try session.savepoint()
    try insert(3)
    session.rollBackToSavepoint()
    session.rollBackToSavepoint()
    try insert(4)
    try session.commit()
    #expect(try database.query("select array_agg(i order by i) from t") == "{1,4}")
  }

  @Test func `only a few statements wait, and none with a large value`() throws {
    let large = "UPDATE t SET text = $1 WHERE i = 1"
    try insert(1)
    try session.runWithNext(large, [.text(String(repeating: "x", count: 10_000))])
    #expect(!session.connection.hasQueue)
    for number in 2...1_000 as ClosedRange<Int64> {
      try insert(number)
      #expect(session.connection.queueCount <= 100)
    }
    #expect(try rows().count == 1_000)
  }
}
