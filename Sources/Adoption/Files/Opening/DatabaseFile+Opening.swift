package import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Store
import Vocabulary

extension DatabaseFile {
  /// Makes the file a database that is ready for use.
  ///
  /// A missing or empty file becomes a database of `options.generation`, as a whole or not at all. A database of the
  /// product gets our own tables and indexes, after a copy was made beside it. Any other file is refused and not
  /// changed.
  /// - Throws: `invalid`, `readOnly`, `busy` or `internal`, in one sentence that names the file; `parameters` for an
  ///   unknown generation.
  package static func open(_ options: DatabaseOptions, _ product: Product) throws(Failure) -> DatabaseFile {
    try open(options, product) { (fresh, session) throws(EngineError) in try fresh.insertRows(session) }
  }

  /// - Parameter fill: inserts the rows of a new file, in the transaction that makes its tables.
  static func open(
    _ options: DatabaseOptions, _ product: Product,
    fill: (Product.FreshFile, any Session) throws(EngineError) -> Void
  ) throws(Failure) -> DatabaseFile {
    let fresh = try product.fresh(options.generation)
    let path = try FilePath(options.path)
    if !path.exists {
      guard !options.mustExist else { throw Failure(.invalid, "there is no database '\(options.path)'") }
      try path.makeEmpty()
    }
    return try Opening(options: options, product: product, path: path, refusal: Refusal(path, product)).open(
      fresh, fill)
  }
}

/// One opening of one file.
private struct Opening {
  let options: DatabaseOptions
  let product: Product
  let path: FilePath
  let refusal: Refusal

  func open(
    _ fresh: Product.FreshFile, _ fill: (Product.FreshFile, any Session) throws(EngineError) -> Void
  ) throws(Failure) -> DatabaseFile {
    let session = try attempt { () throws(EngineError) in
      let connection = try Connection(
        path: path.resolved, access: .readWrite, busyMilliseconds: options.busyMilliseconds)
      // Until the file is accepted, do not checkpoint a write-ahead log that a crashed process left.
      connection.setCheckpointsOnClose(FileIdentity(of: path.resolved + "-wal") == nil)
      return try SQLiteSession(connection)
    }
    let isEmpty = try attempt { () throws(EngineError) in try Self.isEmpty(session) }
    guard !isEmpty || !options.mustExist else { throw Failure(.invalid, "the database '\(path.given)' is empty") }
    let backup = isEmpty ? nil : try accept(session)
    session.connection.setCheckpointsOnClose(true)
    let isLogWanted = options.journal == .wal || (isEmpty && options.library.hasSafeLog)
    let (journal, wasCreated): (JournalMode, Bool)
    do {
      (journal, wasCreated) = try attempt { () throws(EngineError) in
        let journal = try self.journal(session, isLogWanted: isLogWanted)
        return (
          journal,
          try complete(session) { () throws(EngineError) in
            try fresh.makeTables(session)
            try fill(fresh, session)
          }
        )
      }
    } catch {
      // Nothing was added, so the copy is removed: a service that is started again and again must not fill the disk.
      if error.kind == .busy, let backup { unlink(backup) }
      throw error
    }
    return try attempt { () throws(EngineError) in
      let isIndexed = try addIndexes(session)
      let layout = Layout(columns: try session.tables())
      var warnings: [String] = []
      if !isIndexed {
        warnings.append(
          "making an index takes longer than two seconds, and the server would wait: it is left out, and lookups "
            + "in large tables are slow")
      }
      if Self.linkCount(path.resolved) > 1 {
        warnings.append("the file has several names (hard links), each with a journal of its own: keep one of them")
      }
      if let warning = journal.warning(options.library) { warnings.append(warning) }
      if journal == .rollback && isLogWanted {
        warnings.append("this file system cannot hold a write-ahead log: reads wait for other processes' commits")
      }
      guard let identity = FileIdentity(of: path.resolved) else {
        throw EngineError(code: Self.cannotOpen, message: "the file is gone")
      }
      return DatabaseFile(
        path: path.resolved, identity: identity, layout: layout, journal: journal, wasCreated: wasCreated,
        backup: backup, ownWarnings: warnings, leftovers: try product.leftovers(in: session, layout),
        place: path.given,
        session: options.session)
    }
  }

  /// Calls `onStep` from SQLite's progress handler.
  private func tellSteps(of connection: borrowing Connection, _ what: String) {
    let onStep = options.onStep
    connection.setProgressCheck(every: 100_000) {
      onStep(what)
      return true
    }
  }

  private static let cannotOpen: Int32 = 14
  private static let readOnly: Int32 = 8

  private func attempt<Result: ~Copyable>(
    _ body: () throws(EngineError) -> Result
  ) throws(Failure) -> Result {
    do { return try body() } catch { throw refusal.failure(error) }
  }

  private static func linkCount(_ path: String) -> UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_nlink) : 0
  }

  /// Whether the schema is empty, and the file has neither an application id nor a user version.
  private static func isEmpty(_ session: SQLiteSession) throws(EngineError) -> Bool {
    for question in ["SELECT count(*) FROM sqlite_schema", "PRAGMA application_id", "PRAGMA user_version"] {
      guard try session.value(question) == .integer(0) else { return false }
    }
    return true
  }
}

// Checks whether the file may be opened; nothing is written to it here.
extension Opening {
  /// - Returns: the path of the safety copy; nil if none was made.
  private func accept(_ session: SQLiteSession) throws(Failure) -> String? {
    let layout = try attempt { () throws(EngineError) in
      let layout = Layout(columns: try session.tables())
      // The header may forbid writing even if the permissions allow it.
      if session.connection.isReadOnly { throw EngineError(code: Self.readOnly, message: "read-only by its header") }
      return layout
    }
    try refusal.check(layout)
    try refusal.checkFormat(session, layout)
    var status = stat()
    try refusal.checkSize(session.connection, stat(path.resolved, &status) == 0 ? Int64(status.st_size) : nil)
    // Take the write lock once before the long work begins. This writes nothing.
    try attempt { () throws(EngineError) in
      try session.connection.begin(.immediate)
      session.connection.rollback()
    }
    guard !OwnTables.isAdopted(layout) else { return nil }
    return try SafetyCopy(
      path: path, refusal: refusal, lockedMilliseconds: options.copyMilliseconds
    ) { [options, path] in
      options.onStep("copying '\(path.resolved)'")
    }.make(session.connection) { copy throws(Failure) in
      // Report once before the check: SQLite may check a large table in one step.
      options.onStep("checking '\(path.resolved)'")
      tellSteps(of: copy, "checking '\(path.resolved)'")
      try refusal.checkStructure(copy, "quick_check")
    }
  }
}

// Writing to the file.
extension Opening {
  /// Switches to a write-ahead log if that is wanted. The file keeps it.
  /// - Returns: the journal mode of the file.
  private func journal(
    _ session: SQLiteSession, isLogWanted: Bool
  ) throws(EngineError) -> JournalMode {
    let deadline = monotonicNanoseconds() + Int64(options.busyMilliseconds) * 1_000_000
    while true {
      do {
        let mode = try session.value(isLogWanted ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode")
        return mode == .text("wal") ? .wal : .rollback
      } catch {
        // SQLite does not wait for the lock here: two processes that switch at the same time would wait for each other.
        guard error.cause == .busy, monotonicNanoseconds() < deadline else { throw error }
        usleep(10_000)
      }
    }
  }

  /// Makes the missing tables in one transaction.
  /// - Returns: whether the file was empty.
  private func complete(
    _ session: SQLiteSession, _ make: () throws(EngineError) -> Void
  ) throws(EngineError) -> Bool {
    try session.run("PRAGMA synchronous = EXTRA")
    return try session.connection.transaction(.immediate, converting: { $0 }) { () throws(EngineError) in
      // Check again under the lock: another process may have filled the file meanwhile.
      let isEmpty = try Self.isEmpty(session)
      if isEmpty { try make() }
      let layout = Layout(columns: try session.tables())
      try OwnTables.complete(session, layout)
      try History(of: FileIdentity(of: path.resolved)?.historyPlace ?? "", naming: options.nameHistory)
        .bring(into: session, isReplaced: options.isReplaced)
      if isEmpty && options.isIndexed {
        for statement in try LookupIndexes(session, layout, product.lookups).missing {
          try session.run(statement)
        }
      }
      try OwnTables.raiseSequences(session, layout, product.catalogue)
      return isEmpty
    }
  }

  /// The indexes of the audit log are made whatever the options say, since undo needs them.
  private func missingIndexes(_ session: SQLiteSession) throws(EngineError) -> [String] {
    let own = try OwnTables.missingIndexes(session)
    return options.isIndexed
      ? own + (try LookupIndexes(session, Layout(columns: try session.tables()), product.lookups).missing) : own
  }

  /// Adds the missing indexes in transactions of half a second, since the real server gives up after it has waited for
  /// five.
  /// - Returns: false if an index takes longer than `indexMilliseconds`; the remaining ones are left out then.
  private func addIndexes(_ session: SQLiteSession) throws(EngineError) -> Bool {
    var missing = try missingIndexes(session)[...]
    var isAlone = false
    while !missing.isEmpty {
      let before = missing
      do throws(EngineError) {
        try session.connection.transaction(.immediate, converting: { $0 }) { () throws(EngineError) in
          let start = monotonicNanoseconds()
          limit(session.connection, to: start + options.indexMilliseconds * 1_000_000)
          defer { session.connection.setProgressCheck(every: 0, nil) }
          repeat {
            if let statement = missing.popFirst() { try session.run(statement) }
          } while !isAlone && !missing.isEmpty && monotonicNanoseconds() < start + 500_000_000
        }
        // A server that waits for the lock tries ten times a second.
        if !missing.isEmpty { usleep(120_000) }
      } catch {
        guard error.cause == .interrupted else { throw error }
        // The transaction was rolled back, with the indexes before this one. Make them again, each in its own
        // transaction.
        if isAlone || before.count - missing.count == 1 { return false }
        (isAlone, missing) = (true, before)
      }
    }
    return true
  }

  /// Interrupts a statement that runs after that moment, and calls `onStep` until then.
  private func limit(_ connection: borrowing Connection, to end: Int64) {
    let (onStep, path) = (options.onStep, path.resolved)
    connection.setProgressCheck(every: 100_000) {
      onStep("adding indexes to '\(path)'")
      return monotonicNanoseconds() < end
    }
  }
}
