import Adoption
import Catalogue
import Engine
import JSON
import SQLite
import TestData
import Testing
import Vocabulary

/// A product of two tables, which has nothing to do with vantage6: all that opening knows of a product is told to it.
extension Product {
  fileprivate static let library = Product(
    name: "library",
    catalogue: Catalogue(
      [
        Entity(
          "shelf", "Where books stand.", naturalKey: ["name"], fields: [Field("name", .text, "Name.", .required)]),
        Entity(
          "book", "Something to read.", fields: [Field("number", .integer, "In the inventory.", default: .next)],
          relations: [.one("shelf", "shelf", "Where it stands.", inverse: .init("books", "What stands on it."))]),
      ], generations: [Generation(2, .column(table: "book", column: "number")), Generation(1, .always)]),
    fresh: [
      1: FreshFile(tables: [shelf, "CREATE TABLE book (id INTEGER PRIMARY KEY, shelf_id INTEGER)"]),
      2: FreshFile(
        tables: [shelf, "CREATE TABLE book (id INTEGER PRIMARY KEY, number INTEGER, shelf_id INTEGER)"],
        rows: [
          Row("shelf", [.init("id", 3), .init("name", "Fiction")]),
          Row("book", [.init("number", 7), .init("shelf_id", .null)]),
        ]),
    ],
    usual: 2, tables: ["shelf", "book"],
    unsupported: [Unsupported("a library of the future", signs: [.table("robot")])],
    leftovers: [Leftover(.rows(of: "old_book", beside: "book"), "books are left in the attic")],
    lookups: [Lookup("book", ["shelf_id"])])

  private static let shelf = "CREATE TABLE shelf (id INTEGER PRIMARY KEY, name TEXT)"
}

@Suite("opening files of any product")
struct ToyProductTests {
  private func open(_ path: String, generation: Int? = nil) throws(Failure) -> DatabaseFile {
    try DatabaseFile.open(DatabaseOptions(path: path, generation: generation), .library)
  }

  /// A file that somebody else made of a product's tables, and more.
  private func make(_ path: String, generation: Int = 1, _ more: String = "") throws {
    let connection = try Connection(path: path, access: .create)
    let tables = try #require(Product.library.fresh[generation]).tables
    try connection.script(tables.joined(separator: ";") + ";" + more)
  }

  private func refusal(_ path: String, generation: Int? = nil) -> String {
    do throws(Failure) { _ = try open(path, generation: generation) } catch { return error.message }
    Issue.record("'\(path)' was not refused")
    return ""
  }

  @Test("a new file has the tables and rows of its generation, the newest unless another is asked for")
  func fresh() throws {
    let folder = try TemporaryFolder()
    let file = try open(folder.path(of: "new"))
    #expect(file.wasCreated)
    let connection = try file.connect(.reader)
    #expect(try connection.rows("SELECT id, name FROM shelf") == [[.integer(3), .text("Fiction")]])
    #expect(try connection.rows("SELECT number, shelf_id FROM book") == [[.integer(7), .null]])
    let sequences = try connection.rows("SELECT name, last FROM vantage6_admin_sequence ORDER BY name")
    #expect(
      sequences == [
        [.text("book"), .integer(1)], [.text("number"), .integer(7)], [.text("shelf"), .integer(3)],
      ])
    let old = try open(folder.path(of: "old"), generation: 1)
    #expect(try DatabaseFile.examine(old.path, .library).generation == 1)
    #expect(try DatabaseFile.examine(file.path, .library).generation == 2)
    #expect(refusal(folder.path(of: "none"), generation: 3) == "unknown layout '3': 1 or 2")
  }

  @Test("a file of the product is adopted with its indexes, is told what is left in it, and can be released")
  func adoption() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "library")
    try make(path, "CREATE TABLE old_book (id INTEGER); INSERT INTO old_book VALUES (1)")
    let before = try Connection(path: path, access: .readWrite).rows("SELECT name FROM sqlite_schema ORDER BY name")
    let file = try open(path)
    #expect(file.backup != nil)
    #expect(file.warnings.contains("books are left in the attic"))
    let names = try file.connect(.reader).rows("SELECT name FROM sqlite_schema").compactMap { $0[0].text }
    #expect(names.contains("vantage6_admin_index_book_shelf_id"))
    _ = try DatabaseFile.release(path, .library)
    let after = try Connection(path: path, access: .readWrite).rows("SELECT name FROM sqlite_schema ORDER BY name")
    #expect(after == before)
  }

  @Test("a file of something else, half of one and one of the future are refused by the product's words")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let (other, half, future) = (folder.path(of: "other"), folder.path(of: "half"), folder.path(of: "future"))
    try Connection(path: other, access: .create).script("CREATE TABLE organization (id INTEGER PRIMARY KEY)")
    #expect(refusal(other) == "'\(other)' is not a library database: it has the table 'organization'")
    try make(half, "DROP TABLE book")
    #expect(refusal(half) == "'\(half)' is not a complete library database: it has no table 'book'")
    try make(future, "CREATE TABLE robot (id INTEGER)")
    #expect(refusal(future) == "'\(future)' is a library of the future")
  }
}
