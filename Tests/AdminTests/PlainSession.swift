import Engine
import PostgreSQL
import SQLite
import TestData
import Testing

/// A session on a database as another program has one: plain SQL, whatever the engine.
final class PlainSession {
  private let session: any Session
  private let path: String

  /// - Parameters:
  ///   - path: of a file, or the URI of a database on a server.
  ///   - busyMilliseconds: how long it waits for the locks of others.
  init(_ path: String, busyMilliseconds: Int32 = 5_000) throws {
    self.path = path
    if let uri = ConnectionURI(path) {
      session = try PostgreSQLSession(uri, name: "tests", schema: "vantage6_admin")
      // 0 would be no limit.
      try session.run("SET lock_timeout TO \(max(1, busyMilliseconds))")
    } else {
      session = try SQLiteSession(
        Connection(path: path, access: .readWrite, busyMilliseconds: busyMilliseconds))
    }
  }

  /// The tables of the server with their columns, in their order: not our own.
  func tables() throws -> [String: [String]] {
    try session.tables().filter { !$0.key.hasPrefix("vantage6_admin_") && !$0.key.hasPrefix("sqlite_") }
  }

  func columns(of table: String) throws -> [String] { try session.tables()[table] ?? [] }

  /// All rows of a table in the order of their ids, or in the order in which they were inserted.
  func rows(of table: String, _ columns: [String]) throws -> [[SQLValue]] {
    let order = columns.contains("id") ? "id" : ConnectionURI(path) == nil ? "rowid" : "ctid"
    return try session.rows(
      "SELECT \(columns.map { "\"\($0)\"" }.joined(separator: ", ")) FROM \"\(table)\" ORDER BY \(order)")
  }

  func rows(_ sql: String, _ values: [SQLValue] = []) throws -> [[SQLValue]] {
    try session.rows(written(sql), values)
  }

  func value(_ sql: String, _ values: [SQLValue] = []) throws -> SQLValue? { try session.value(written(sql), values) }

  @discardableResult
  func run(_ sql: String, _ values: [SQLValue] = []) throws -> Int { try session.run(written(sql), values) }

  /// Runs several statements.
  func script(_ sql: String) throws {
    guard ConnectionURI(path) != nil else {
      return try Connection(path: path, access: .readWrite).script(sql)
    }
    // Bodies of functions stand between two dollar signs.
    let parts = sql.split(separator: "$$", omittingEmptySubsequences: false).enumerated().map { place, part in
      place.isMultiple(of: 2) ? String(part) : String(part).replacing(";", with: "\u{1}")
    }
    for statement in parts.joined(separator: "$$").split(separator: ";")
    where statement.contains(where: { !$0.isWhitespace }) {
      try session.run(written(String(statement.drop { $0.isWhitespace }).replacing("\u{1}", with: ";")))
    }
  }

  /// The statements for a trigger that refuses a change.
  /// - Parameters:
  ///   - event: such as `BEFORE INSERT ON role`.
  ///   - condition: of the rows that are refused; nil for all.
  static func trigger(_ name: String, _ event: String, when condition: String? = nil, refusing words: String)
    -> String
  {
    switch TestEngine.current {
    case .sqlite:
      "CREATE TRIGGER \(name) \(event) \(condition.map { "WHEN \($0)" } ?? "") "
        + "BEGIN SELECT raise(ABORT, '\(words)'); END;"
    case .postgresql:
      """
      CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '\(words)'; END $$;
      CREATE TRIGGER \(name) \(event) FOR EACH ROW \(condition.map { "WHEN (\($0))" } ?? "") EXECUTE FUNCTION \(name)();
      """
    }
  }

  /// The tests' SQL is SQLite's: on a server, parameters and types have other names, and names with capital letters, or
  /// that SQL has a meaning for, need quotes.
  private func written(_ sql: String) -> String {
    guard ConnectionURI(path) != nil else { return sql }
    return sql.replacing(#/\?(?=[0-9])/#, with: "$").replacing(" DATETIME", with: " timestamp")
      .replacing(" BLOB", with: " bytea")
      .replacing(#/\b(FROM|UPDATE|INTO|TABLE|ON|JOIN) (user|Member|StudyMember|Permission|UserPermission)\b/#) {
        "\($0.output.1) \"\($0.output.2)\""
      }
  }
}
