import Engine
import Glibc
import Linux

/// A connection to a server, for one thread. It sends statements as pipelines
/// (postgresql.org/docs/current/libpq-pipeline-mode.html): what need not be answered at once travels with the next
/// statement, since round trips are what a statement costs.
final class Connection {
  let library: LibPQ
  /// Nil after the connection was lost.
  private var handle: LibPQ.Handle?
  /// What is sent with the next statement, and fails with it.
  private var queue: [Waiting] = []
  private var parameters = Parameters()
  /// Called now and then while the server works; the statement is cancelled if it returns false.
  var mayGoOn: (() -> Bool)?
  /// Whether the connection was lost.
  var isLost: Bool { handle == nil }

  /// - Parameter parameters: those of libpq (postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
  init(_ parameters: [(keyword: String, value: String)]) throws(EngineError) {
    library = try LibPQ.loaded.get()
    guard let handle = Self.connect(library, parameters) else {
      throw EngineError(.noMemory, "there is no memory for a connection")
    }
    self.handle = handle
    guard library.status(handle) == 0 else {
      // Each host that was tried has a line, and a hint in a further one.
      let lines = Self.text(library.errorMessage(handle)).split(whereSeparator: \.isNewline)
      let message = lines.map { $0.drop { $0.isWhitespace } }.joined(separator: "; ")
      close()
      throw EngineError(.cannotOpen, message)
    }
    // Notices would go to the standard error.
    _ = library.setNoticeReceiver(handle, { _, _ in }, nil)
    guard library.setNonBlocking(handle, 1) == 0, library.enterPipeline(handle) == 1 else {
      throw EngineError(.other, Self.text(library.errorMessage(handle)))
    }
  }

  deinit { close() }

  private static func connect(
    _ library: LibPQ, _ parameters: [(keyword: String, value: String)]
  ) -> LibPQ.Handle? {
    let keywords = parameters.map { strdup($0.keyword) }
    let values = parameters.map { strdup($0.value) }
    defer { (keywords + values).forEach { free($0) } }
    // 'dbname' may be a whole URI.
    return library.connect(keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
  }

  /// The text, without the line break at its end.
  private static func text(_ pointer: LibPQ.Text?) -> String {
    let text = pointer.map { String(cString: $0) } ?? "unknown error"
    return String(text.reversed().drop { $0.isNewline }.reversed())
  }

  /// The version as the server counts it: 150,018 for 15.18.
  var serverVersion: Int32 { library.serverVersion(handle) }

  /// The number of the server's process for this connection, as a pooler between may have made it up.
  var processNumber: Int32 { library.processNumber(handle) }

  // MARK: Sending

  /// Sends the statement with the next one. It has no result.
  func enqueue(_ sql: String) { queue.append(.command(sql)) }

  /// Runs the statement with the next one.
  /// - Parameter whenChanged: called once it has changed a row.
  func enqueue(_ statement: PreparedStatement, _ values: [SQLValue], whenChanged: @escaping () -> Void) {
    queue.append(.execution(statement, values, whenChanged: whenChanged))
  }

  /// Takes back the newest command that was not sent.
  /// - Returns: whether it is that one.
  func takeBack(_ sql: String) -> Bool {
    guard queue.last?.isCommand(sql) == true else { return false }
    queue.removeLast()
    return true
  }

  /// Takes back a command that was not sent, with all statements after it. Of several, the newest.
  /// - Returns: whether it is there.
  func takeBack(from sql: String) -> Bool {
    guard let place = queue.lastIndex(where: { $0.isCommand(sql) }) else {
      return false
    }
    queue.removeSubrange(place...)
    return true
  }

  /// Forgets the statements that were not sent.
  func forgetQueue() { queue.removeAll(keepingCapacity: true) }

  /// Forgets the statements that change rows and that were not sent.
  func forgetQueuedExecutions() { queue.removeAll { $0.isExecution } }

  /// Whether the command is among those that were not sent.
  func isQueued(_ sql: String) -> Bool { queue.contains { $0.isCommand(sql) } }

  var queueCount: Int { queue.count }
  var hasQueue: Bool { !queue.isEmpty }
  /// Whether statements wait that change rows.
  var hasQueuedExecution: Bool { queue.contains { $0.isExecution } }

  /// Runs what is queued, and what `send` sends.
  /// - Parameters:
  ///   - count: the number of results of what `send` sends.
  ///   - sql: for the log.
  /// - Returns: the last one of those results; nil if there are none.
  /// - Throws: the first error.
  func exchange(_ count: Int, sql: String, _ send: () -> Bool) throws(EngineError) -> ServerResult? {
    try drain()
    let waiting = queue
    if !waiting.isEmpty { queue.removeAll(keepingCapacity: true) }
    for item in waiting {
      switch item {
      case .command(let sql): try check(sendQuery(sql))
      case .execution(let statement, let values, _):
        try check(sendExecute(statement, values))
      }
    }
    try check(send())
    if isTransactionImplicit {
      try check(library.requestFlush(handle) == 1)
      isPipelineOpen = true
    } else {
      isPipelineOpen = false
      try check(library.sync(handle) == 1)
    }
    try flush()
    var last: ServerResult?
    var failure: EngineError?
    for index in 0..<(waiting.count + count) {
      let item = index < waiting.count ? waiting[index] : nil
      switch (try next(sql: item?.sql ?? sql), item) {
      case (.success(let result), nil): last = result
      case (.success(let result), .execution(_, _, let whenChanged)?): if result.changedRows > 0 { whenChanged() }
      case (.success, .command?): break
      case (.failure(let error), _):
        if failure == nil { failure = error.with(isOfWaiting: item?.isExecution == true) }
      }
    }
    if !isPipelineOpen {
      try endPipeline()
    } else if failure != nil {
      // The server takes nothing more before the end of the pipeline.
      endTransaction()
      try drain()
    }
    if let failure { throw failure }
    return last
  }

  /// Whether statements are sent without an end of their pipeline, until `endTransaction`: the server runs them in one
  /// transaction, which costs neither a BEGIN nor a COMMIT.
  var isTransactionImplicit = false
  /// Whether such a transaction is open.
  private var isPipelineOpen = false

  /// Ends the pipeline, and its transaction, without waiting for that.
  func endTransaction() {
    guard isPipelineOpen else { return }
    isPipelineOpen = false
    guard library.sync(handle) == 1 else { return close() }
    posted.append(nil)
    _ = library.flush(handle)
  }

  /// Sends a statement without waiting for its result, which is read before the next one.
  func post(_ sql: String) {
    guard library.sendQuery(handle, sql, 0, nil, nil, nil, nil, 0) == 1, library.sync(handle) == 1 else {
      close()
      return
    }
    posted.append(sql)
    _ = library.flush(handle)
  }

  /// The ends of pipelines that were not read, with the statement before each, if there is one.
  private var posted: [String?] = []

  /// Reads the results of what was posted.
  private func drain() throws(EngineError) {
    guard !isLost else { throw lost() }
    guard !posted.isEmpty else { return }
    let waiting = posted
    posted.removeAll(keepingCapacity: true)
    for sql in waiting {
      if let sql, case .failure(let error) = try next(sql: sql) { throw error }
      try endPipeline()
    }
  }

  private func flush() throws(EngineError) {
    while true {
      let state = library.flush(handle)
      if state == 0 { return }
      guard state == 1 else { throw lost() }
      // The server may have to send before it takes more.
      _ = wait(Int16(POLLIN | POLLOUT), milliseconds: -1)
      guard library.consumeInput(handle) == 1 else { throw lost() }
    }
  }

  /// Reads the result of the next statement, and the null that follows it.
  private func next(sql: String) throws(EngineError) -> Result<ServerResult, EngineError> {
    try waitForResult()
    guard let pointer = library.result(handle) else { throw lost() }
    let result = ServerResult(pointer, library)
    let error = EngineError(result, sql: sql)
    if result.isFatal, library.status(handle) != 0 { throw lost(error?.message) }
    try waitForResult()
    guard library.result(handle) == nil else {
      throw EngineError(.other, "the server sent two results", description: sql)
    }
    return error.map { .failure($0) } ?? .success(result)
  }

  private func endPipeline() throws(EngineError) {
    try waitForResult()
    guard let pointer = library.result(handle) else { throw lost() }
    defer { library.clear(pointer) }
    guard library.resultStatus(pointer) == ServerResult.synchronisation else {
      close()
      throw EngineError(.other, "the server sent an unexpected result")
    }
  }

  /// Waits until a result is there.
  private func waitForResult() throws(EngineError) {
    guard library.isBusy(handle) == 1 else { return }
    var check = mayGoOn
    var checkAt = check == nil ? Int64.max : monotonicNanoseconds() + Self.checkNanoseconds
    while library.isBusy(handle) == 1 {
      if wait(Int16(POLLIN), milliseconds: check == nil ? -1 : Self.checkMilliseconds) {
        guard library.consumeInput(handle) == 1 else { throw lost() }
      }
      // A large result arrives all the time.
      guard let mayGoOn = check, monotonicNanoseconds() >= checkAt else { continue }
      checkAt = monotonicNanoseconds() + Self.checkNanoseconds
      if mayGoOn() { continue }
      cancel()
      check = nil
    }
  }

  private static let checkMilliseconds: Int32 = 1
  private static let checkNanoseconds: Int64 = 1_000_000

  private func wait(_ events: Int16, milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: library.socket(handle), events: events, revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }

  /// Asks the server to end the statement that runs, by a connection of its own. The session stays.
  private func cancel() {
    guard let request = library.makeCancel(handle) else { return }
    defer { library.freeCancel(request) }
    var message = [CChar](repeating: 0, count: 256)
    _ = library.cancel(request, &message, Int32(message.count))
  }

  private func check(_ isSent: Bool) throws(EngineError) { if !isSent { throw lost() } }

  /// The error of a connection that ended.
  private func lost(_ reason: String? = nil) -> EngineError {
    let reason = reason ?? Self.text(library.errorMessage(handle))
    close()
    return EngineError(.disconnected, reason, description: "postgresql: the connection was lost: \(reason)")
  }

  /// Whether the server has not ended the connection while nothing was asked.
  func isThere() -> Bool {
    while !isLost, wait(Int16(POLLIN), milliseconds: 0) {
      if library.consumeInput(handle) != 1 { close() }
    }
    return !isLost
  }

  /// Ends the connection at once, so that the server lets go of its locks.
  func close() {
    library.finish(handle)
    handle = nil
  }

  // MARK: State

  /// Whether the server has a transaction open for this connection, and whether that failed.
  var transaction: TransactionState {
    switch library.transactionStatus(handle) {
    case 1, 2: .open
    case 3: .failed
    default: .none
    }
  }
}

// What is sent within `exchange`.
extension Connection {
  func sendPrepare(_ name: String, _ sql: String, types: [UInt32]) -> Bool {
    library.sendPrepare(handle, name, sql, Int32(types.count), types) == 1 && library.sendDescribe(handle, name) == 1
  }

  func sendExecute(_ statement: PreparedStatement, _ values: [SQLValue]) -> Bool {
    parameters.withPointers(of: values, types: statement.parameterTypes) { (values, lengths, formats, count) in
      library.sendExecute(handle, statement.nameBytes, count, values, lengths, formats, 0) == 1
    }
  }

  /// Runs a statement that is not prepared.
  /// - Returns: the first column of its first row; nil without one, and for null.
  func text(_ sql: String) throws(EngineError) -> String? {
    guard let result = try exchange(1, sql: sql, { sendQuery(sql) }), result.rowCount > 0, !result.isNull(0, 0)
    else { return nil }
    return String(decoding: result.bytes(0, 0), as: UTF8.self)
  }

  func sendQuery(_ sql: String) -> Bool { library.sendQuery(handle, sql, 0, nil, nil, nil, nil, 0) == 1 }
}
