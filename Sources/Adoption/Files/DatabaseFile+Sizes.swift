import Glibc

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
