import Admin
import Glibc
import JSON
import JSONRPC
import Linux
import PostgreSQL
import TestData
import Testing

/// An empty place for a copy of a database, on the engine on which the tests do not run.
struct CopyPlace: ~Copyable {
  static var otherEngine: TestEngine { TestEngine.current == .sqlite ? .postgresql : .sqlite }

  let folder: TemporaryFolder
  /// The path of the file, or the URI.
  let path: String
  /// What messages call it.
  var name: String { ConnectionURI(path)?.name ?? path }
  private let database: PostgreSQLDatabase?

  init(on engine: TestEngine = otherEngine) throws {
    let folder = try TemporaryFolder()
    let database = engine == .postgresql ? try PostgreSQLServer.shared.database() : nil
    path = database?.uri ?? folder.path(of: "copy.sqlite")
    self.database = database
    self.folder = folder
  }

  /// Whether nothing is there.
  var isEmpty: Bool {
    get throws {
      guard let database else { return try TemporaryFolder.bytes(of: path).isEmpty }
      let things = """
        SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        + (SELECT count(*) FROM pg_type WHERE typnamespace = 'public'::regnamespace)
        + (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'vantage6%')
        """
      return try database.query(things) == "0"
    }
  }

  func query(_ sql: String) throws -> String { try #require(database).query(sql) }

  /// The parameters and the file of a call that copies there.
  func call(_ more: [JSON.Member] = []) -> (params: JSON, file: SentFile?) {
    guard database == nil else {
      return (.object(JSON.Object([.init("to", .string(path))] + more)), nil)
    }
    let file = SentFile(Descriptor(owning: open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)))
    return (.object(JSON.Object(more)), file)
  }

  @discardableResult
  func copy(_ fixture: inout Fixture, _ more: [JSON.Member] = []) throws -> JSON {
    let (params, file) = call(more)
    return try fixture.call("database.copy", params, file: file)
  }

  func refusal(_ fixture: inout Fixture, _ more: [JSON.Member] = []) throws -> RPCError {
    let (params, file) = call(more)
    return try fixture.refusal("database.copy", params, file: file)
  }

  /// The answer of a copy, while which `work` is asked and told.
  func copy(_ fixture: inout Fixture, _ work: (SentFile?) -> LongWork) throws -> JSON {
    let (params, file) = call()
    var output = JSONWriter()
    let prepared = try fixture.prepared("database.copy", params)
    _ = fixture.reader.answer(prepared.call, &fixture.caller, work: work(file), into: &output)
    return try JSON(parsing: output.bytes)
  }
}

/// The rows of a database as text, table by table, whatever the engine.
enum CopiedRows {
  /// - Parameter columns: those that are compared, by table; nil for all that there are.
  static func of(_ path: String, _ columns: [String: [String]]? = nil) throws -> [String: [String]] {
    let session = try PlainSession(path)
    var rows: [String: [String]] = [:]
    for (table, names) in try columns ?? session.tables() {
      let names = names.sorted()
      rows[table] = try session.rows(of: table, names).map { values in
        zip(names, values).map { "\($0)=\($1)" }.joined(separator: " ")
      }.sorted()
    }
    return rows
  }

  static func columns(of path: String) throws -> [String: [String]] { try PlainSession(path).tables() }
}
