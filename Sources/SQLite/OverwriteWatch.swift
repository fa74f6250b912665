import Engine

/// Detects that the database file was written over in place (`cp backup.sqlite FILE`). That is no transaction of
/// SQLite: a connection would go on with what it remembers of the tables.
///
/// Every transaction that changes the file's first page adds one to a counter in it (sqlite.org/fileformat2.html,
/// section 1.3.7). So the counter becomes smaller only if an older copy was written over the file.
struct OverwriteWatch {
  private(set) var isOverwritten = false
  /// Whether the counter has to be read in the next transaction.
  var isDue = false
  private var counter: UInt32

  static let error = EngineError(.replaced, "the database file was overwritten by another one")

  private static let counterOffset: Int64 = 24

  /// To be called while a transaction is open.
  init(_ connection: borrowing Connection) throws(EngineError) { counter = try Self.counter(connection) }

  /// To be called while a transaction is open: without its lock, a change that is not committed might be read.
  mutating func compare(_ connection: borrowing Connection) throws(EngineError) {
    let now = try Self.counter(connection)
    isDue = false
    // The counter wraps around at 32 bits.
    if Int32(bitPattern: now &- counter) < 0 { isOverwritten = true }
    counter = now
  }

  private static func counter(_ connection: borrowing Connection) throws(EngineError) -> UInt32 {
    var bytes: UInt32 = 0
    _ = try withUnsafeMutableBytes(of: &bytes) { buffer in
      Result { () throws(EngineError) in try connection.readFile(into: buffer, at: counterOffset) }
    }.get()
    return UInt32(bigEndian: bytes)
  }
}
