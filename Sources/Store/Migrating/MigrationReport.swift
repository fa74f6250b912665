package import JSON

/// What a migration did, or would do.
package struct MigrationReport: Sendable {
  /// A document for the caller, which the database has no place for.
  package struct Document: Sendable {
    package let name: String
    package let contents: JSON
  }

  /// What one step did.
  package struct Item: Sendable {
    package let step: String
    /// How many rows, columns or tables it is about.
    package let count: Int64
    /// The sentence says it to people, with the count.
    package let sentence: String
  }

  /// A name that was changed, since no two records may have the same one.
  package struct Renaming: Sendable {
    package let entity: String
    package let id: Int64
    package let field: String
    package let old: String
    package let new: String
  }

  /// What stays as it was, and why.
  package struct Remainder: Sendable {
    package let count: Int64
    package let sentence: String
  }

  /// The generation of the tables before.
  package let from: Int
  package let to: Int
  package private(set) var items: [Item] = []
  package private(set) var renamings: [Renaming] = []
  package private(set) var remainders: [Remainder] = []
  package private(set) var documents: [Document] = []
  /// The step that is running.
  var step = ""

  init(from: Int, to: Int) { (self.from, self.to) = (from, to) }

  /// Whether nothing was to be done.
  package var isEmpty: Bool { items.isEmpty }

  /// Adds what the step did, if it did anything.
  package mutating func add(_ count: some BinaryInteger, _ sentence: @autoclosure () -> String) {
    guard count > 0 else { return }
    items.append(Item(step: step, count: Int64(count), sentence: sentence()))
  }

  package mutating func add(_ renaming: Renaming) { renamings.append(renaming) }

  package mutating func hand(over name: String, _ contents: JSON) {
    documents.append(Document(name: name, contents: contents))
  }

  /// Adds what stays, if there is any of it.
  package mutating func leave(_ count: some BinaryInteger, _ sentence: @autoclosure () -> String) {
    guard count > 0 else { return }
    remainders.append(Remainder(count: Int64(count), sentence: sentence()))
  }
}

extension MigrationReport.Renaming {
  package init(_ entity: String, _ id: Int64, _ field: String, from old: String, to new: String) {
    (self.entity, self.id, self.field, self.old, self.new) = (entity, id, field, old, new)
  }
}
