import CSQLite
package import Engine

/// One connection, used by one thread at a time: it is opened without SQLite's own mutex
/// (sqlite.org/threadsafe.html, multi-thread mode).
package struct Connection: ~Copyable {
  package enum Access: Sendable { case readOnly, readWrite, create }

  let handle: OpaquePointer
  private let cache: StatementCache
  private let progress = Progress()
  private let busy: BusyHandler

  /// Opens `path`. A statement waits up to `busyMilliseconds` for another connection's lock before it fails as busy.
  package init(
    path: String, access: Access, busyMilliseconds: Int32 = 5_000, busyWait: BusyWait = .patient,
    cachedStatements: Int = 256
  ) throws(EngineError) {
    try self.init(path, access, BusyHandler(busyWait, milliseconds: busyMilliseconds), cachedStatements, nil)
  }

  /// Opens a database by its open descriptor, which has to stay open. For a file that nobody else uses: it is not locked,
  /// has no journal, and is not synced.
  package init(descriptor: Int32, access: Access) throws(EngineError) {
    try self.init(
      String(descriptor), access, BusyHandler(.patient, milliseconds: 0), 16, try DescriptorFile.fileSystem())
  }

  private init(
    _ path: String, _ access: Access, _ busy: BusyHandler, _ cachedStatements: Int, _ fileSystem: String?
  ) throws(EngineError) {
    _ = Library.countsNoMemory
    var handle: OpaquePointer?
    let flags =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, fileSystem)
    guard code == SQLITE_OK, let handle else {
      let error = EngineError(handle, code: code)
      sqlite3_close_v2(handle)
      throw error
    }
    // Without locks, there is nobody for whom a journal would be.
    if fileSystem != nil { sqlite3_exec(handle, "PRAGMA journal_mode = OFF", nil, nil, nil) }
    self.handle = handle
    cache = StatementCache(handle, capacity: cachedStatements)
    self.busy = busy
    busy.install(on: handle)
    // The database is untrusted input: its schema must not call functions with side effects, or write to internal
    // tables.
    sqlite3_db_config_set(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    sqlite3_db_config_set(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
  }

  deinit {
    cache.removeAll()
    sqlite3_close_v2(handle)
  }

  /// The prepared statement for that text, from the cache if it is there.
  package func statement(_ sql: String) throws(EngineError) -> Statement { Statement(try cache.cursor(sql)) }

  func cursor(_ sql: String) throws(EngineError) -> SQLiteCursor { try cache.cursor(sql) }

  /// Runs one statement to its end.
  package func run(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) {
    if SQLValue.byteCount(of: values) > SQLValue.largeBytes, let place = values.firstIndex(where: \.isLargeText) {
      return try run(sql, values, lending: place)
    }
    let statement = try statement(sql)
    try statement.bind(values)
    try statement.run()
  }

  /// Runs a statement and lends SQLite the text at `place`, which SQLite copies anyway when it makes the row.
  private func run(_ sql: String, _ values: [SQLValue], lending place: Int) throws(EngineError) {
    guard var text = values[place].text else { return }
    try text.withUTF8 { bytes in
      Result { () throws(EngineError) in
        let cursor = try cache.cursor(sql)
        let statement = Statement(cursor)
        try cursor.bind(values, lending: bytes, at: place)
        try statement.run()
      }
    }.get()
  }

  /// The first column of the first row; nil if there is no row.
  package func value(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> SQLValue? {
    let statement = try statement(sql)
    try statement.bind(values)
    return try statement.firstValue()
  }

  /// All rows, for small results.
  package func rows(_ sql: String, _ values: [SQLValue] = []) throws(EngineError) -> [[SQLValue]] {
    let statement = try statement(sql)
    try statement.bind(values)
    return try statement.allRows()
  }

  /// Runs several statements without the cache, for schemas and settings.
  package func script(_ sql: String) throws(EngineError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw EngineError(handle, code: code, sql: sql) }
  }

  /// Whether a transaction is open. Some errors end the whole transaction (sqlite.org/lang_transaction.html, section
  /// 3).
  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
  package var changeCount: Int { Int(sqlite3_changes64(handle)) }

  /// Calls `check` about once every `steps` instructions of the virtual machine. If it returns false, the statement
  /// fails as interrupted. Nil removes the check.
  package func setProgressCheck(every steps: Int32, _ check: (() -> Bool)?) {
    progress.check = check
    guard check != nil else { return sqlite3_progress_handler(handle, 0, nil, nil) }
    sqlite3_progress_handler(
      handle, steps,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Progress>.fromOpaque(context).takeUnretainedValue().goesOn ? 0 : 1
      }, Unmanaged.passUnretained(progress).toOpaque())
  }

  /// Runs `body` without the progress check: a rollback has to happen, above all when the time is over.
  package func uninterrupted<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let wasSuspended = progress.isSuspended
    progress.isSuspended = true
    defer { progress.isSuspended = wasSuspended }
    return try body()
  }

  private final class Progress {
    var check: (() -> Bool)?
    var isSuspended = false
    var goesOn: Bool { isSuspended || (check?() ?? true) }
  }
}
