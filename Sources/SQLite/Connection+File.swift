import CSQLite
package import Engine

/// SQLITE_IOERR_SHORT_READ (sqlite.org/rescode.html): a macro that Swift cannot import.
private let shortRead = SQLITE_IOERR | 2 << 8

// The database file itself, without its pages (sqlite.org/c3ref/io_methods.html). It is read through SQLite's own
// descriptor: closing another descriptor of the same file would drop the locks of this process (fcntl(2)).
extension Connection {
  /// Reads bytes of the file from an offset on into the buffer.
  /// - Returns: the number of bytes, which is smaller than the buffer at the end of the file, and 0 behind it.
  package func readFile(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(EngineError) -> Int {
    let (file, methods) = try openFile()
    var size: sqlite3_int64 = 0
    try check(methods.xFileSize(file, &size))
    let count = Int(max(0, min(Int64(buffer.count), size - offset)))
    guard count > 0 else { return 0 }
    let code = methods.xRead(file, buffer.baseAddress, Int32(count), offset)
    // The file became shorter meanwhile.
    if code == shortRead { return 0 }
    try check(code)
    return count
  }

  /// The size of the file in bytes.
  package func fileSize() throws(EngineError) -> Int64 {
    let (file, methods) = try openFile()
    var size: sqlite3_int64 = 0
    try check(methods.xFileSize(file, &size))
    return size
  }

  /// Whether another connection has begun to write, in a database with a rollback journal. A connection that waits for
  /// our read to end has begun.
  package func isWrittenByOthers() throws(EngineError) -> Bool {
    let (file, methods) = try openFile()
    var isReserved: Int32 = 0
    try check(methods.xCheckReservedLock(file, &isReserved))
    return isReserved != 0
  }

  private func openFile() throws(EngineError) -> (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) {
    var file: UnsafeMutablePointer<sqlite3_file>?
    try check(sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file))
    guard let file, let methods = file.pointee.pMethods else {
      throw EngineError(code: SQLITE_CANTOPEN, message: "the file is not open")
    }
    return (file, methods.pointee)
  }

  private func check(_ code: Int32) throws(EngineError) {
    guard code == SQLITE_OK else { throw EngineError(nil, code: code) }
  }
}
