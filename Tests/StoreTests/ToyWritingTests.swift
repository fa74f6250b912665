import Catalogue
import JSON
import Testing
import Vocabulary

@testable import Store

@Suite("changing records of any catalogue")
struct ToyWritingTests {
  @Test("a record is made, changed and deleted, and each change stands in the audit log")
  func changes() throws {
    let library = try Library()
    let id = try library.create(library.book, ["title": "First", "shelf": 1])
    try library.change { (transaction) throws(Failure) in
      _ = try transaction.update(library.book, .id(id), ["pages": 10, "shown_on": ["add": [1]]])
    }
    #expect(try library.get(library.book, .id(id))["pages"] == 10)
    let deletion = try library.change { (transaction) throws(Failure) in
      try transaction.delete(library.book, .id(id))
    }
    #expect(deletion.deleted.map(\.ids) == [[id]])
    #expect(try library.list(library.book)["items"] == [])
    let log = try library.log()
    #expect(log.map { $0["entity"] } == ["book", "book", "book"])
    #expect(log.map { $0["name"] } == ["First", "First", "First"])
    #expect(log[0]["before"] == .null && log[0]["after"]?["title"] == "First")
    #expect(log[1]["before"]?["pages"] == .null && log[1]["after"]?["pages"] == 10)
    #expect(log[2]["before"]?["title"] == "First" && log[2]["after"] == .null)
    #expect(log[2]["user"] == "tester" && log[2]["at"] == .string(Library.now))
  }

  @Test("a number that was handed out is never handed out again")
  func numbers() throws {
    let library = try Library()
    let first = try library.create(library.book, ["title": "First"])
    let second = try library.create(library.book, ["title": "Second"])
    #expect(second == first + 1)
    try library.change { (transaction) throws(Failure) in _ = try transaction.delete(library.book, .id(second)) }
    let third = try library.create(library.book, ["title": "Third"])
    #expect(third == second + 1)
    #expect(try library.get(library.book, .id(third))["number"] == 3)
    let next = try library.database.read { (transaction) throws(Failure) in
      try transaction.peekNext("number", of: library.book)
    }
    #expect(next == 4)
  }

  @Test("what the catalogue does not allow is refused, and nothing is kept")
  func refusals() throws {
    let library = try Library()
    try library.create(library.book, ["title": "Taken"])
    func failure(_ values: JSON) -> Failure {
      refused { () throws(Failure) in try library.create(library.book, values) }
    }
    #expect(failure(["title": "Taken"]).message == "book 'Taken' already exists")
    #expect(failure(["pages": 3]).message == "book needs 'title'")
    #expect(failure(["title": "12"]).kind == .invalid)
    #expect(failure(["title": "New", "shelf": "Nowhere"]).message.contains("Nowhere"))
    #expect(failure(["title": "New", "colour": "red"]).kind == .invalid)
    #expect(try library.log().count == 1)
  }

  @Test("a record that changed since it was read is in conflict, by the names of what changed")
  func etags() throws {
    let library = try Library()
    let id = try library.create(library.book, ["title": "Read", "pages": 1])
    let etag = try #require(try library.get(library.book, .id(id))["etag"]?.string)
    func update(_ values: JSON) throws(Failure) {
      try library.change { (transaction) throws(Failure) in
        _ = try transaction.update(library.book, .id(id), values, ifMatch: etag)
      }
    }
    try update(["pages": 2])
    let conflict = refused { () throws(Failure) in try update(["pages": 3]) }
    #expect(conflict.kind == .conflict)
    #expect(conflict.message == "book \(id) changed since it was read: pages")
    #expect(try library.get(library.book, .id(id))["pages"] == 2)
  }

  @Test("a record that others depend on is deleted as the caller wants it", arguments: Dependents.allCases)
  func cascade(dependents: Dependents) throws {
    let library = try Library()
    let book = try library.create(library.book, ["title": "On it", "shelf": 1, "shown_on": [1]])
    func delete() throws(Failure) -> Deletion {
      try library.change { (transaction) throws(Failure) in
        try transaction.delete(library.shelf, .id(1), dependents: dependents)
      }
    }
    switch dependents {
    case .refuse:
      let failure = refused { () throws(Failure) in try delete() }
      #expect(failure.kind == .constraint && failure.message.contains("1 book"), "\(failure.message)")
    case .detach:
      #expect(try delete().detached.map(\.ids) == [[book]])
      let record = try library.get(library.book, .id(book))
      #expect(record["shelf"] == .null && record["shown_on"] == [])
    case .delete:
      #expect(try delete().deleted.map(\.entity) == ["shelf", "book"])
      #expect(try library.list(library.book)["items"] == [])
    }
  }

  @Test("an undo puts rows and pairs back as they were, with their ids, and can be undone")
  func undo() throws {
    let library = try Library()
    let book = try library.create(library.book, ["title": "On it", "shelf": 1, "shown_on": [1]])
    let before = try library.get(library.book, .id(book))
    try library.change { (transaction) throws(Failure) in
      _ = try transaction.delete(library.shelf, .id(1), dependents: .delete)
    }
    func undo() throws -> [Int64] {
      try library.change { (transaction) throws(Failure) in try transaction.undo(UndoRequest(seq: nil)).numbers }
    }
    #expect(try undo() == [2])
    #expect(try library.get(library.book, .id(book)) == before)
    let newest = try #require(try library.log().last?["seq"]?.integer)
    try library.change { (transaction) throws(Failure) in _ = try transaction.undo(UndoRequest(seq: newest)) }
    #expect(try library.list(library.book)["items"] == [])
  }

  @Test("an attempt that succeeded goes with the call that fails after it, and earlier calls stay")
  func nested() throws {
    let library = try Library()
    let database = library.database
    let now = try #require(Moment(Library.now))
    let context = WriteContext(author: .init(uid: 1_000, pid: 42, user: "tester"), method: "test", now: now)
    try database.begin()
    try database.savepoint { () throws(Failure) in
      var transaction = WriteTransaction(database, context)
      try transaction.run { (transaction) throws(Failure) in
        _ = try transaction.create(library.book, ["title": "Kept"])
      }
      return true
    }
    try database.savepoint { () throws(Failure) in
      var transaction = WriteTransaction(database, context)
      _ = try transaction.update(library.shelf, .id(1), ["width": 5])
      _ = try transaction.attempt { (transaction) throws(Failure) in
        try transaction.create(library.book, ["title": "Attempted"])
      }
      return false
    }
    try database.commit()
    #expect(try library.get(library.shelf, .id(1))["width"] == 800)
    #expect(try library.list(library.book)["items"]?.array?.map { $0["title"] } == ["Kept"])
  }

  @Test("an attempt that the database refuses leaves nothing, and the call goes on")
  func attempt() throws {
    let library = try Library()
    let (kind, id) = try library.change { (transaction) throws(Failure) in
      _ = try transaction.update(library.shelf, .id(1), ["full": true])
      let failure = refused { () throws(Failure) in
        try transaction.attempt { (attempt) throws(Failure) in
          _ = try attempt.create(library.book, ["title": "Tried"])
          attempt.warn("tried")
          return try attempt.create(library.shelf, ["name": "Narrow", "width": -1])
        }
      }
      let id = try transaction.attempt { (attempt) throws(Failure) in
        try attempt.create(library.book, ["title": "Kept"])
      }
      #expect(transaction.warnings.isEmpty)
      return (failure.kind, id)
    }
    #expect(kind == .constraint)
    #expect(
      try library.list(library.book, ListRequest(fields: ["id", "title"]))["items"] == [
        ["id": .integer(id), "title": "Kept"]
      ])
    #expect(try library.log().map { $0["entity"] } == ["shelf", "book"])
    #expect(try library.get(library.shelf, .id(1))["full"] == true)
  }
}
