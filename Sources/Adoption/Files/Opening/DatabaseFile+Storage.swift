package import Catalogue
import Glibc
package import JSON
import Vocabulary

// Where the file is, and its sizes.
extension DatabaseFile {
  package var address: JSON.Member { .init("path", .string(path)) }

  package var sizes: [JSON.Member] { [.init("bytes", .integer(bytes)), .init("wal_bytes", .integer(logBytes))] }

  package func storedSize() throws(Failure) -> StoredSize {
    StoredSize(bytes: bytes, logBytes: logBytes, roomBytes: roomBytes)
  }

  /// The size of the file in bytes; 0 if it is gone.
  private var bytes: Int64 { Self.size(path) }
  /// The size of the write-ahead log in bytes; 0 if there is none.
  private var logBytes: Int64 { Self.size(path + "-wal") }

  /// The bytes that are left on the disk of the file; nil if that cannot be told.
  private var roomBytes: Int64? {
    var status = statvfs()
    return statvfs(path, &status) == 0 ? Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize) : nil
  }

  private static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}

// What others do with the file.
extension DatabaseFile {
  package func checkIsUnused(isClaimed: Bool, before action: String) throws(Failure) {
    switch isOpenElsewhere {
    case true?:
      throw Failure(
        .busy, "another process has the database open: nothing was changed",
        hint: "stop the server, then \(action); 'fuser FILE' names who has it open", remedy: .retry)
    case false?: return
    case nil:
      guard !isClaimed else { return }
      throw Failure(
        .invalid, "nobody can tell whether the server has the database open: nothing was changed",
        hint: "stop the server, and say so with 'server_stopped'", remedy: .serverStopped)
    }
  }

  /// Whether another process has the database open; nil if that cannot be told, as without a write-ahead log.
  private var isOpenElsewhere: Bool? { journal == .wal ? hold?.isOpenElsewhere(path) : nil }

  package func checkTakesBackups() throws(Failure) {}
  package func checkTakesRebuild() throws(Failure) {}
  package func checkTakesMigrations(_ product: Product) throws(Failure) {}
  package func declarations(of fresh: Product.FreshFile) -> (types: [String], tables: [String]) { ([], fresh.tables) }
}
