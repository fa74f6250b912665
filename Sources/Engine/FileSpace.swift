/// How the space of a database is used.
package struct FileSpace: Sendable, Equatable {
  package let pageBytes: Int64
  package let pages: Int64
  /// The pages that hold nothing.
  package let freePages: Int64
  /// Whether free pages can be given back to the file system a few at a time. Otherwise the whole database has to be
  /// written anew.
  package let returnsPages: Bool

  package init(pageBytes: Int64, pages: Int64, freePages: Int64, returnsPages: Bool) {
    (self.pageBytes, self.pages, self.freePages) = (pageBytes, pages, freePages)
    self.returnsPages = returnsPages
  }
}

/// The space that a table or an index takes.
package struct ObjectSize: Sendable, Equatable {
  package let name: String
  /// The table that the index belongs to; the table itself.
  package let table: String
  package let isIndex: Bool
  package let bytes: Int64

  package init(name: String, table: String, isIndex: Bool, bytes: Int64) {
    (self.name, self.table, self.isIndex, self.bytes) = (name, table, isIndex, bytes)
  }
}
