import CSQLite
import Engine
import Glibc
import Linux

// Extended result codes (sqlite.org/rescode.html), which are macros that Swift cannot import.
private let readError = SQLITE_IOERR | 1 << 8
private let shortRead = SQLITE_IOERR | 2 << 8
private let writeError = SQLITE_IOERR | 3 << 8
private let truncateError = SQLITE_IOERR | 6 << 8
private let sizeError = SQLITE_IOERR | 7 << 8

/// A database file that SQLite uses by its open descriptor (sqlite.org/vfs.html), so that a process can read or write a
/// database in a folder to which it has no access. Nothing is locked, synced or kept beside the file: it is for a file that
/// nobody else uses, without a journal. The descriptor is not closed.
///
/// A copy of a database with a write-ahead log is whole without the log. SQLite is told that it has none, since it would
/// look for the log otherwise.
struct DescriptorFile {
  private var base: sqlite3_file
  private let number: Int32

  private static let name = "vantage6-admin-descriptor"
  /// SQLite's result code of making the functions below known, which is done once.
  private static let registration: Int32 = register()

  /// The name by which SQLite finds the functions below.
  static func fileSystem() throws(EngineError) -> String {
    guard registration == SQLITE_OK else { throw EngineError(nil, code: registration) }
    return name
  }
  /// Where the header says that the database has a write-ahead log, by the number 2 in each of two bytes
  /// (sqlite.org/fileformat2.html, section 1.3.3).
  private static let formatBytes = [18, 19]
}

extension DescriptorFile {
  /// Both structures stay for the life of the process, as SQLite wants it.
  private static func register() -> Int32 {
    guard let standard = sqlite3_vfs_find(nil), let copy = strdup(name) else { return SQLITE_NOMEM }
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: makeMethods())
    let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    system.initialize(to: standard.pointee)
    system.pointee.iVersion = 1
    system.pointee.pNext = nil
    // A temporary file, which has no name, is a file of the standard system.
    system.pointee.szOsFile = max(standard.pointee.szOsFile, Int32(MemoryLayout<DescriptorFile>.size))
    system.pointee.zName = UnsafePointer(copy)
    system.pointee.pAppData = UnsafeMutableRawPointer(methods)
    system.pointee.xOpen = { system, name, file, flags, given in
      if name == nil, let standard = sqlite3_vfs_find(nil) {
        return standard.pointee.xOpen(standard, nil, file, flags, given)
      }
      guard let system, let file, let name, flags & SQLITE_OPEN_MAIN_DB != 0, let number = Int32(String(cString: name))
      else { return SQLITE_CANTOPEN }
      let methods = system.pointee.pAppData?.assumingMemoryBound(to: sqlite3_io_methods.self)
      UnsafeMutableRawPointer(file).initializeMemory(
        as: DescriptorFile.self, to: DescriptorFile(base: sqlite3_file(pMethods: methods), number: number))
      given?.pointee = flags
      return SQLITE_OK
    }
    system.pointee.xDelete = { _, _, _ in SQLITE_OK }
    system.pointee.xAccess = { _, _, _, isThere in
      isThere?.pointee = 0
      return SQLITE_OK
    }
    system.pointee.xFullPathname = { _, name, size, path in
      guard let name, let path, strlen(name) < Int(size) else { return SQLITE_CANTOPEN }
      strcpy(path, name)
      return SQLITE_OK
    }
    return sqlite3_vfs_register(system, 0)
  }

  private static func makeMethods() -> sqlite3_io_methods {
    var methods = sqlite3_io_methods()
    methods.iVersion = 1
    methods.xClose = { _ in SQLITE_OK }
    methods.xRead = { file, bytes, count, offset in DescriptorFile.of(file).read(bytes, Int(count), Int(offset)) }
    methods.xWrite = { file, bytes, count, offset in DescriptorFile.of(file).write(bytes, Int(count), Int(offset)) }
    methods.xTruncate = { file, size in
      ftruncate(DescriptorFile.of(file).number, Int(size)) == 0 ? SQLITE_OK : truncateError
    }
    methods.xSync = { _, _ in SQLITE_OK }
    methods.xFileSize = { file, size in
      var status = stat()
      guard fstat(DescriptorFile.of(file).number, &status) == 0 else { return sizeError }
      size?.pointee = sqlite3_int64(status.st_size)
      return SQLITE_OK
    }
    methods.xLock = { _, _ in SQLITE_OK }
    methods.xUnlock = { _, _ in SQLITE_OK }
    methods.xCheckReservedLock = { _, isReserved in
      isReserved?.pointee = 0
      return SQLITE_OK
    }
    methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.xSectorSize = { _ in 4_096 }
    methods.xDeviceCharacteristics = { _ in 0 }
    return methods
  }

  /// SQLite calls the methods only with a file that `xOpen` has made.
  private static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> DescriptorFile {
    guard let file else { return DescriptorFile(base: sqlite3_file(pMethods: nil), number: -1) }
    return UnsafeMutableRawPointer(file).load(as: DescriptorFile.self)
  }

  private func read(_ bytes: UnsafeMutableRawPointer?, _ count: Int, _ offset: Int) -> Int32 {
    guard let bytes else { return readError }
    var done = 0
    while done < count {
      let got = retrying { pread(number, bytes + done, count - done, offset + done) }
      if got < 0 { return readError }
      if got == 0 { break }
      done += got
    }
    for place in Self.formatBytes where (offset..<offset + done).contains(place) {
      if bytes.load(fromByteOffset: place - offset, as: UInt8.self) == 2 {
        bytes.storeBytes(of: 1, toByteOffset: place - offset, as: UInt8.self)
      }
    }
    guard done < count else { return SQLITE_OK }
    memset(bytes + done, 0, count - done)
    return shortRead
  }

  private func write(_ bytes: UnsafeRawPointer?, _ count: Int, _ offset: Int) -> Int32 {
    guard let bytes else { return writeError }
    var done = 0
    while done < count {
      let got = retrying { pwrite(number, bytes + done, count - done, offset + done) }
      if got <= 0 { return got == 0 || [ENOSPC, EDQUOT, EFBIG].contains(errno) ? SQLITE_FULL : writeError }
      done += got
    }
    return SQLITE_OK
  }
}
