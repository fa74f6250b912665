import CSQLite
package import Engine
import Glibc

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

  /// Whether another process has the database open, in a database with a write-ahead log: each connection keeps a shared
  /// lock on the file there, also while it waits for the lock of the writers. True if that cannot be told.
  package func isOpenElsewhere() -> Bool {
    guard let number = openFileNumber() else { return true }
    // Asks who would be in the way of an exclusive lock; our own process never is (fcntl(2)).
    var lock = flock()
    (lock.l_type, lock.l_whence) = (Int16(F_WRLCK), Int16(SEEK_SET))
    (lock.l_start, lock.l_len) = (Self.sharedLocks.start, Self.sharedLocks.count)
    guard isLogged, fcntl(number, F_GETLK, &lock) == 0 else { return true }
    return lock.l_type != Int16(F_UNLCK)
  }

  /// The bytes whose locks say that a connection has the database open (sqlite.org/src/doc/trunk/src/os.h: SHARED_FIRST).
  private static let sharedLocks = (start: 0x4000_0002, count: 510)

  private var isLogged: Bool { (try? value("PRAGMA journal_mode"))?.text == "wal" }

  /// The descriptor that this process has of the file. It is looked for, since SQLite does not tell it, and since another
  /// one must not be opened: closing that would drop all locks.
  private func openFileNumber() -> Int32? {
    var (file, other) = (stat(), stat())
    guard let path = sqlite3_db_filename(handle, "main"), stat(path, &file) == 0 else { return nil }
    return (0..<Self.numbersMax).first {
      fstat($0, &other) == 0 && other.st_ino == file.st_ino && other.st_dev == file.st_dev
    }
  }

  /// The database is opened before most connections are.
  private static let numbersMax: Int32 = 256

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
