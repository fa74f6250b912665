import Catalogue
import Engine
import JSON
import PostgreSQL
import SQLite
import TestData
import Testing
import Vocabulary

@testable import Store

// A product of two entities, books on shelves, which has nothing to do with vantage6: what the Store does with records
// follows from the catalogue alone.

extension Entity {
  fileprivate static let shelf = Entity(
    "shelf", "Where books stand.", naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique.", [.required, .unique, .name]),
      Field("width", .integer, "In millimetres."),
      Field("full", .boolean, "Whether no book has room on it.", default: .boolean(false)),
    ])

  fileprivate static let book = Entity(
    "book", aliases: ["volume"], "Something to read.", naturalKey: ["title"],
    fields: [
      Field("title", .text, "Title; unique.", [.required, .unique, .name]),
      Field("pages", .integer, "How many it has."),
      Field("language", .enumeration(.language), "What it is written in."),
      Field("number", .integer, "Number in the inventory.", default: .next),
      Field("bought_at", .moment, "When it was bought.", default: .now),
    ],
    relations: [
      .one("shelf", "shelf", "Where it stands.", inverse: .init("books", "Books that stand on it.")),
      .many(
        "shown_on", "shelf", "Shelves that show a copy.", through: "display", ours: "book_id", theirs: "shelf_id",
        inverse: .init("displays", "Books that it shows.")),
    ])
}

extension Enumeration {
  fileprivate static let language = Enumeration([
    .init("dutch", stored: "NL", short: "nl"), .init("english", stored: "EN", short: "en"),
  ])
}

extension Catalogue {
  static let library = Catalogue([.shelf, .book, .audit])
}

extension TestEngine {
  /// What the engine has for an id, an enumeration and a moment.
  fileprivate var id: String { self == .sqlite ? "INTEGER NOT NULL PRIMARY KEY" : "serial PRIMARY KEY" }
  fileprivate var languages: String { self == .sqlite ? "" : "CREATE TYPE language AS ENUM ('NL', 'EN');" }
  fileprivate var language: String { self == .sqlite ? "TEXT" : "language" }
  fileprivate var moment: String { self == .sqlite ? "DATETIME" : "timestamp without time zone" }
  fileprivate func reference(_ table: String) -> String { self == .sqlite ? "" : "REFERENCES \(table) (id)" }
}

/// Its tables, and what we add to every database, as plain SQL.
private func tables(_ engine: TestEngine) -> String {
  """
  \(engine.languages)
  CREATE TABLE shelf (id \(engine.id), name TEXT, width INTEGER CHECK (width > 0), "full" BOOLEAN);
  CREATE TABLE book (id \(engine.id), title TEXT, pages INTEGER, language \(engine.language), number INTEGER,
    bought_at \(engine.moment), shelf_id INTEGER \(engine.reference("shelf")));
  CREATE TABLE display (book_id INTEGER \(engine.reference("book")), shelf_id INTEGER \(engine.reference("shelf")));
  INSERT INTO shelf (name, width, "full") VALUES ('Fiction', 800, '0');
  CREATE TABLE vantage6_admin_sequence (name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL);
  CREATE TABLE vantage6_admin_audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, uid INTEGER NOT NULL, "user" TEXT,
    pid INTEGER NOT NULL, program TEXT, on_behalf_of TEXT, method TEXT NOT NULL, entity TEXT NOT NULL, id INTEGER,
    call INTEGER NOT NULL, "transaction" INTEGER NOT NULL, undoes INTEGER, changes TEXT NOT NULL, reason TEXT, hash TEXT);
  CREATE TABLE vantage6_admin_state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
  INSERT INTO vantage6_admin_state VALUES ('format', '2'), ('history', 'toy-book');
  """
}

/// A library with one shelf, and a connection that reads and writes it.
struct Library {
  /// What has to stay as long as the session.
  private let place: AnyObject
  let database: Database
  let book: BoundEntity
  let shelf: BoundEntity

  static let now = "2026-11-24T08:09:10.123456Z"

  private final class File {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }
  }

  init() throws {
    let session: any Session
    switch TestEngine.current {
    case .sqlite:
      let file = try File()
      let connection = try Connection(path: file.folder.path(of: "library.sqlite"), access: .create)
      try connection.script(tables(.sqlite))
      session = try SQLiteSession(connection)
      place = file
    case .postgresql:
      let server = try PostgreSQLServer.shared.database()
      try server.query(tables(.postgresql))
      session = try PostgreSQLSession(try #require(ConnectionURI(server.uri)), name: "tests", schema: "vantage6_admin")
      place = server
    }
    let database = try Database(session, .library, isNew: true)
    let (book, shelf) = (try database.model.entity("book"), try database.model.entity("shelf"))
    (self.database, self.book, self.shelf) = (database, book, shelf)
  }

  /// Does one call in a transaction of its own; what it throws leaves nothing.
  @discardableResult
  func change<Result>(
    _ body: (inout WriteTransaction) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let now = Moment(Self.now) else { throw Failure(.internal, "the moment of the tests is none") }
    let context = WriteContext(author: .init(uid: 1_000, pid: 42, user: "tester"), method: "test", now: now)
    try database.begin()
    var result: Result?
    do throws(Failure) {
      try database.savepoint { () throws(Failure) in
        var transaction = WriteTransaction(database, context)
        try transaction.run { (transaction) throws(Failure) in result = try body(&transaction) }
        return true
      }
      try database.commit()
    } catch {
      database.rollback()
      throw error
    }
    guard let result else { throw Failure(.internal, "the call ended without a result") }
    return result
  }

  @discardableResult
  func create(_ entity: BoundEntity, _ values: JSON) throws(Failure) -> Int64 {
    try change { (transaction) throws(Failure) in try transaction.create(entity, values) }
  }

  func get(_ entity: BoundEntity, _ key: RecordKey, fields: JSON? = nil) throws -> JSON {
    var writer = JSONWriter()
    try database.read { (transaction) throws(Failure) in
      try transaction.get(entity, key, fields: fields, into: &writer)
    }
    return try JSON(parsing: writer.bytes)
  }

  func list(_ entity: BoundEntity, _ request: ListRequest = ListRequest()) throws -> JSON {
    var writer = JSONWriter()
    try database.read { (transaction) throws(Failure) in try transaction.list(entity, request, into: &writer) }
    return try JSON(parsing: writer.bytes)
  }

  /// The audit log as callers see it, the oldest change first.
  func log() throws -> [JSON] {
    try list(try database.model.entity("audit"), ListRequest(order: ["seq"]))["items"]?.array ?? []
  }
}

/// The failure of what must be refused.
func refused<Result>(_ body: () throws(Failure) -> Result) -> Failure {
  do throws(Failure) { _ = try body() } catch { return error }
  Issue.record("it was not refused")
  return Failure(.internal, "")
}
