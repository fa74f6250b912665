import CSQLite

/// The prepared statements of one connection, by their text: preparing again costs more than a point read.
package final class StatementCache {
  final class Entry {
    let pointer: OpaquePointer
    var isInUse = false
    var lastUse: UInt64 = 0
    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { sqlite3_finalize(pointer) }
  }

  private let database: OpaquePointer
  private let capacity: Int
  private var entries: [String: Entry] = [:]
  private var uses: UInt64 = 0

  init(_ database: OpaquePointer, capacity: Int) { (self.database, self.capacity) = (database, capacity) }

  /// The statement of that text; a second one, not kept, while the first is still in use.
  func entry(_ sql: String) throws(SQLiteError) -> Entry {
    uses += 1
    if let known = entries[sql], !known.isInUse {
      known.lastUse = uses
      return known
    }
    let entry = Entry(try prepare(sql))
    entry.lastUse = uses
    if entries[sql] == nil {
      if entries.count >= capacity { forgetHalf() }
      entries[sql] = entry
    }
    return entry
  }

  func removeAll() { entries.removeAll() }

  /// Halving at once keeps the cost of choosing what to forget off most calls.
  private func forgetHalf() {
    let ages = entries.values.map(\.lastUse).sorted()
    let middle = ages[ages.count / 2]
    entries = entries.filter { $0.value.isInUse || $0.value.lastUse > middle }
  }

  private func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
    var pointer: OpaquePointer?
    let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
    guard code == SQLITE_OK, let pointer else {
      throw SQLiteError(
        database, code: code == SQLITE_OK ? SQLITE_MISUSE : code, sql: sql)
    }
    return pointer
  }
}
