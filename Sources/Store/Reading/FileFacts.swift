package import Catalogue
import Glibc
import SQLite

/// What the database's file is like, as far as it costs nothing to ask.
package struct FileFacts: Sendable {
  package let pageBytes: Int64
  package let pages: Int64
  package let freePages: Int64
  /// As SQLite names the mode: `wal`, `delete` and so on.
  package let journal: String
}

extension ReadTransaction {
  package func fileFacts() throws(Failure) -> FileFacts {
    func number(_ name: String) throws(Failure) -> Int64 { try database.value("PRAGMA \(name)")?.integer ?? 0 }
    return FileFacts(
      pageBytes: try number("page_size"), pages: try number("page_count"), freePages: try number("freelist_count"),
      journal: try database.value("PRAGMA journal_mode")?.text ?? "")
  }
}

extension DatabaseFile {
  /// Size of the file.
  package var bytes: Int64 { Self.size(path) }
  /// Size of the write-ahead log beside it; 0 where there is none.
  package var logBytes: Int64 { Self.size(path + "-wal") }

  private static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
