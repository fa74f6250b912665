import CSQLite
import Engine

/// The prepared statements of one connection, by their text. Preparing a statement again costs more than a point read.
final class StatementCache {
  private let database: OpaquePointer
  private var kept: KeptStatements

  init(_ database: OpaquePointer, capacity: Int) {
    self.database = database
    kept = KeptStatements(capacity: capacity)
  }

  /// The statement for that text. While that is in use, another one is prepared, which the cache does not keep.
  func cursor(_ sql: String) throws(EngineError) -> SQLiteCursor {
    if let known = kept.handOut(sql) { return known }
    let cursor = SQLiteCursor(try prepare(sql), database: database)
    kept.handOut(new: cursor, for: sql)
    return cursor
  }

  func removeAll() { kept.removeAll() }

  private func prepare(_ sql: String) throws(EngineError) -> OpaquePointer {
    var pointer: OpaquePointer?
    let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
    guard code == SQLITE_OK, let pointer else {
      throw EngineError(
        database, code: code == SQLITE_OK ? SQLITE_MISUSE : code, sql: sql)
    }
    return pointer
  }
}

private struct KeptStatements {
  private let capacity: Int
  private var cursors: [String: SQLiteCursor] = [:]
  private var recent = RecentTexts()
  /// The statements of `recent`, by their places.
  private var recentCursors = [SQLiteCursor?](repeating: nil, count: RecentTexts.slotCount)
  private var uses: UInt64 = 0

  init(capacity: Int) { self.capacity = capacity }

  /// The statement for that text, if there is one that is not in use.
  mutating func handOut(_ sql: String) -> SQLiteCursor? {
    uses += 1
    if let place = recent.place(sql), let known = recentCursors[place], !known.isInUse {
      known.handOut(uses)
      return known
    }
    guard let known = cursors[sql], !known.isInUse else { return nil }
    known.handOut(uses)
    if let place = recent.keep(sql) { recentCursors[place] = known }
    return known
  }

  mutating func handOut(new cursor: SQLiteCursor, for sql: String) {
    cursor.handOut(uses)
    guard cursors[sql] == nil else { return }
    if cursors.count >= capacity { forgetHalf() }
    cursors[sql] = cursor
  }

  mutating func removeAll() {
    cursors.removeAll()
    forgetRecent()
  }

  /// Removes half of the statements at once, so that most calls do not pay for choosing which ones to remove.
  private mutating func forgetHalf() {
    forgetRecent()
    let ages = cursors.values.map(\.lastUse).sorted()
    let middle = ages[ages.count / 2]
    cursors = cursors.filter { $0.value.isInUse || $0.value.lastUse > middle }
  }

  private mutating func forgetRecent() {
    recent = RecentTexts()
    recentCursors = [SQLiteCursor?](repeating: nil, count: RecentTexts.slotCount)
  }
}
