import Glibc

extension DatabaseFile {
  /// The size of the file in bytes; 0 if it is gone.
  package var bytes: Int64 { Self.size(path) }
  /// The size of the write-ahead log in bytes; 0 if there is none.
  package var logBytes: Int64 { Self.size(path + "-wal") }

  /// The bytes that are left on the disk of the file; nil if that cannot be told.
  package var roomBytes: Int64? {
    var status = statvfs()
    return statvfs(path, &status) == 0 ? Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize) : nil
  }

  private static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
