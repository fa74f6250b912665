import Catalogue
import Engine
import JSON
import SQLite
import TestData
import Testing
import Vocabulary

@testable import Store

@Suite("reading records of any catalogue")
struct ToyReadingTests {
  @Test("a record is read by its id and by its natural key, with everything that belongs to it")
  func get() throws {
    let library = try Library()
    let id = try library.create(
      library.book, ["title": "Max Havelaar", "pages": 320, "language": "nl", "shelf": "Fiction", "shown_on": [1]])
    let record = try library.get(library.book, .id(id))
    #expect(record["title"] == "Max Havelaar" && record["pages"] == 320 && record["language"] == "dutch")
    #expect(record["number"] == 1 && record["bought_at"] == .string(Library.now))
    #expect(record["shelf"] == ["id": 1, "name": "Fiction"])
    #expect(record["shown_on"] == [["id": 1, "name": "Fiction"]])
    #expect(record["etag"]?.string?.isEmpty == false)
    let key = try RecordKey(JSON.Object([.init("title", "Max Havelaar")]), of: library.book)
    #expect(try library.get(library.book, key) == record)
    #expect(
      try library.get(library.shelf, .id(1), fields: ["books.title", "displays.count"])["books"]
        == [["title": "Max Havelaar"]])
  }

  @Test("what is not there is refused by the words of the catalogue")
  func refusals() throws {
    let library = try Library()
    func failure(_ key: RecordKey, _ fields: JSON? = nil) -> Failure {
      var writer = JSONWriter()
      return refused { () throws(Failure) in
        try library.database.read { (transaction) throws(Failure) in
          try transaction.get(library.shelf, key, fields: fields, into: &writer)
        }
      }
    }
    #expect(failure(.id(9)).kind == .notFound)
    #expect(failure(.id(9)).message == "no shelf 9")
    #expect(failure(.id(1), ["widht"]).message == "unknown field 'widht' of shelf: did you mean 'width'?")
    #expect(throws: Failure.self) { try library.database.model.entity("task") }
  }

  @Test("a list fulfils its conditions, in its order, page by page")
  func list() throws {
    let library = try Library()
    let other = try library.create(library.shelf, ["name": "Science"])
    for number in 1...10 {
      try library.create(
        library.book,
        [
          "title": .string("Book \(number)"), "pages": .integer(Int64(number * 10)),
          "shelf": .integer(number % 2 == 0 ? 1 : other),
        ])
    }
    var request = ListRequest(
      condition: ["shelf.name": "Science", "pages": ["ge": 30]], fields: ["title"], order: ["-pages"], limit: 3,
      isCounted: true)
    let first = try library.list(library.book, request)
    #expect(first["items"] == [["title": "Book 9"], ["title": "Book 7"], ["title": "Book 5"]])
    #expect(first["total"] == 4)
    request.after = try #require(first["next"]?.string)
    let second = try library.list(library.book, request)
    #expect(second["items"] == [["title": "Book 3"]] && second["next"] == .null)
    let empty = try library.list(
      library.shelf, ListRequest(condition: ["books": ["null": true]], fields: ["name"]))
    #expect(empty["items"] == [])
    let wide = try library.list(library.shelf, ListRequest(condition: ["books.pages": 100], fields: ["name"]))
    #expect(wide["items"] == [["name": "Fiction"]])
  }

  @Test("code reads records as values, across relations")
  func records() throws {
    let library = try Library()
    let shown = try library.create(
      library.book, ["title": "Shown", "pages": 7, "language": "english", "shelf": 1, "shown_on": [1]])
    let loose = try library.create(library.book, ["title": "Loose"])
    try library.database.read { (transaction) throws(Failure) in
      let fields = ["title", "pages", "language", "bought_at", "shelf.full", "shown_on.width"]
      let books = try transaction.records(library.book, fields)
      #expect(books.map(\.id) == [shown, loose])
      let (first, second) = (books[0], books[1])
      #expect(first.text("title") == "Shown" && first.integer("pages") == 7 && first.text("language") == "english")
      #expect(first.text("bought_at") == Library.now)
      #expect(first.one("shelf")?.id == 1 && first.one("shelf")?.flag("full") == false)
      #expect(first.many("shown_on").map { $0.integer("width") } == [800])
      #expect(second.integer("pages") == nil && second.one("shelf") == nil && second.many("shown_on").isEmpty)
      // What was not asked for, and what is of another kind, is none.
      #expect(first.integer("number") == nil && first.integer("title") == nil && first.many("shelf").isEmpty)
      #expect(try transaction.records(library.book, where: ["pages": 7], ["title"], limit: 1).map(\.id) == [shown])
      let shelf = try transaction.record(library.shelf, .id(1), ["books.title"])
      #expect(shelf.many("books").map { $0.text("title") } == ["Shown"])
      #expect(
        refused { () throws(Failure) in try transaction.record(library.shelf, .id(5), ["name"]) }.kind == .notFound)
      #expect(refused { () throws(Failure) in try transaction.records(library.shelf, ["height"]) }.kind == .invalid)
    }
  }

  // A server refuses such rows.
  @Test(
    "a record as values leaves out what a relation names and is not there", .enabled(if: TestEngine.current == .sqlite))
  func dangling() throws {
    let library = try Library()
    let id = try library.create(library.book, ["title": "Lost", "shelf": 1, "shown_on": [1]])
    try library.database.session.run("UPDATE book SET shelf_id = 99, language = 'FR'", [])
    try library.database.session.run("INSERT INTO display VALUES (?1, 98)", [.integer(id)])
    try library.database.read { (transaction) throws(Failure) in
      let book = try transaction.record(library.book, .id(id), ["shelf", "shown_on", "language"])
      #expect(book.one("shelf") == nil && book.many("shown_on").map(\.id) == [1])
      #expect(book.text("language") == "FR")
    }
  }
}
