import Catalogue
import Engine
import JSON
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

/// Its tables, and what we add to every database, as plain SQL.
private let tables = """
  CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY, name TEXT, width INTEGER CHECK (width > 0), "full" BOOLEAN);
  CREATE TABLE book (id INTEGER NOT NULL PRIMARY KEY, title TEXT, pages INTEGER, language TEXT, number INTEGER,
    bought_at DATETIME, shelf_id INTEGER);
  CREATE TABLE display (book_id INTEGER, shelf_id INTEGER);
  INSERT INTO shelf VALUES (1, 'Fiction', 800, 0);
  CREATE TABLE vantage6_admin_sequence (name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL);
  CREATE TABLE vantage6_admin_audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, uid INTEGER NOT NULL, user TEXT,
    pid INTEGER NOT NULL, program TEXT, on_behalf_of TEXT, method TEXT NOT NULL, entity TEXT NOT NULL, id INTEGER,
    call INTEGER NOT NULL, "transaction" INTEGER NOT NULL, undoes INTEGER, changes TEXT NOT NULL, reason TEXT, hash TEXT);
  CREATE TABLE vantage6_admin_state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
  INSERT INTO vantage6_admin_state VALUES ('format', '2'), ('history', 'toy-book');
  """

/// A library with one shelf, and a connection that reads and writes it.
struct Library: ~Copyable {
  let folder: TemporaryFolder
  let database: Database
  let book: BoundEntity
  let shelf: BoundEntity

  static let now = "2026-11-24T08:09:10.123456Z"

  init() throws {
    let folder = try TemporaryFolder()
    let connection = try Connection(path: folder.path(of: "library.sqlite"), access: .create)
    try connection.script(tables)
    let session = try SQLiteSession(connection)
    let database = try Database(session, .library, isNew: true)
    let (book, shelf) = (try database.model.entity("book"), try database.model.entity("shelf"))
    (self.database, self.book, self.shelf) = (database, book, shelf)
    self.folder = folder
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
