import Catalogue
import SQLite
import Vocabulary

/// Notices that somebody wrote over the database file in place (`cp backup.sqlite FILE`), which is no transaction of
/// SQLite: a connection would go on with what it remembers of the tables.
///
/// Every transaction that changes the file's first page adds one to a counter in it (sqlite.org/fileformat2.html, section
/// 1.3.7), so it never sinks, except in an older copy. It is read when the file was written since the last look.
struct OverwriteWatch {
  /// The file was written over, or has none of our tables any more: nothing of this connection can be trusted.
  var isOverwritten = false
  /// Whether the counter is to be read in the next transaction.
  private(set) var isDue = false
  private var last: FileState?
  private var counter: UInt32

  static let failure = Failure(
    .busy, "the database file was overwritten by another one", hint: "try again: it is being opened anew")

  private static let counterOffset: Int64 = 24

  /// To be made while a transaction is open.
  init(_ connection: borrowing Connection) throws(SQLiteError) { counter = try Self.counter(connection) }

  /// What was just seen at the path.
  mutating func look(_ state: FileState) {
    guard state != last else { return }
    isDue = true
    last = state
  }

  /// To be called while a transaction is open: without its lock, a change that is not committed might be read.
  mutating func compare(_ connection: borrowing Connection) throws(SQLiteError) {
    let now = try Self.counter(connection)
    isDue = false
    // It begins again at 0 one day.
    if Int32(bitPattern: now &- counter) < 0 { isOverwritten = true }
    counter = now
  }

  private static func counter(_ connection: borrowing Connection) throws(SQLiteError) -> UInt32 {
    var bytes: UInt32 = 0
    _ = try withUnsafeMutableBytes(of: &bytes) { buffer in
      Result { () throws(SQLiteError) in try connection.readFile(into: buffer, at: counterOffset) }
    }.get()
    return UInt32(bigEndian: bytes)
  }
}

extension Database {
  /// Whether what this connection knows is of a file that is gone: it takes a new connection.
  package var isOverwritten: Bool { watch.isOverwritten }

  /// Whether the file at the path is the one of this connection, and the one with that serial. One system call.
  package func isCurrent(_ serial: Int) -> Bool {
    guard file.serial == serial, let state = FileState(of: file.place), state.identity == file.identity else {
      return false
    }
    watch.look(state)
    return !watch.isOverwritten
  }

  /// To be called in a transaction.
  func lookForOverwriting() throws(Failure) {
    do { try watch.compare(connection) } catch { throw Failure(error) }
    if watch.isOverwritten { throw OverwriteWatch.failure }
  }

  /// Why no transaction could be begun: what looks damaged may be a mixture with a file that was written over this one.
  func failure(_ error: SQLiteError) -> Failure {
    guard [.damaged, .notADatabase].contains(error.cause), watch.isDue else { return Failure(error) }
    try? watch.compare(connection)
    return watch.isOverwritten ? OverwriteWatch.failure : Failure(error)
  }
}
