import CSQLite
import Engine

/// The prepared statements of one connection, by their text. Preparing a statement again costs more than a point read.
final class StatementCache {
  private let database: OpaquePointer
  private let capacity: Int
  private var cursors: [String: SQLiteCursor] = [:]
  private var recent = RecentTexts()
  /// The statements of `recent`, by their places.
  private var recentCursors = [SQLiteCursor?](repeating: nil, count: RecentTexts.slotCount)
  private var uses: UInt64 = 0

  init(_ database: OpaquePointer, capacity: Int) { (self.database, self.capacity) = (database, capacity) }

  /// The statement for that text. While that is in use, another one is prepared, which the cache does not keep.
  func cursor(_ sql: String) throws(EngineError) -> SQLiteCursor {
    uses += 1
    if let place = recent.place(sql), let known = recentCursors[place], !known.isInUse {
      known.handOut(uses)
      return known
    }
    if let known = cursors[sql], !known.isInUse {
      known.handOut(uses)
      if let place = recent.keep(sql) { recentCursors[place] = known }
      return known
    }
    let cursor = SQLiteCursor(try prepare(sql), database: database)
    cursor.handOut(uses)
    if cursors[sql] == nil {
      if cursors.count >= capacity { forgetHalf() }
      cursors[sql] = cursor
    }
    return cursor
  }

  func removeAll() {
    cursors.removeAll()
    forgetRecent()
  }

  /// Removes half of the statements at once, so that most calls do not pay for choosing which ones to remove.
  private func forgetHalf() {
    forgetRecent()
    let ages = cursors.values.map(\.lastUse).sorted()
    let middle = ages[ages.count / 2]
    cursors = cursors.filter { $0.value.isInUse || $0.value.lastUse > middle }
  }

  private func forgetRecent() {
    recent = RecentTexts()
    recentCursors = [SQLiteCursor?](repeating: nil, count: RecentTexts.slotCount)
  }

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
