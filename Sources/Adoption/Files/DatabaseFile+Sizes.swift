import Glibc

extension DatabaseFile {
  /// The size of the file in bytes; 0 if it is gone.
  package var bytes: Int64 { Self.size(path) }
  /// The size of the write-ahead log in bytes; 0 if there is none.
  package var logBytes: Int64 { Self.size(path + "-wal") }

  private static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
