import CSQLite
import Engine

/// The prepared statements of one connection, by their text. Preparing a statement again costs more than a point read.
final class StatementCache {
  private let database: OpaquePointer
  private let capacity: Int
  private var cursors: [String: SQLiteCursor] = [:]
  private var recent = RecentTexts()
  private var uses: UInt64 = 0

  init(_ database: OpaquePointer, capacity: Int) { (self.database, self.capacity) = (database, capacity) }

  /// The statement for that text. While that is in use, another one is prepared, which the cache does not keep.
  func cursor(_ sql: String) throws(EngineError) -> SQLiteCursor {
    uses += 1
    if let known = recent.cursor(sql), !known.isInUse {
      known.handOut(uses)
      return known
    }
    if let known = cursors[sql], !known.isInUse {
      known.handOut(uses)
      recent.keep(sql, known)
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
    recent = RecentTexts()
  }

  /// Removes half of the statements at once, so that most calls do not pay for choosing which ones to remove.
  private func forgetHalf() {
    recent = RecentTexts()
    let ages = cursors.values.map(\.lastUse).sorted()
    let middle = ages[ages.count / 2]
    cursors = cursors.filter { $0.value.isInUse || $0.value.lastUse > middle }
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

/// Statements by the address of their text in memory. Most callers keep their texts, so that the texts need not be
/// hashed again. The text is kept here, too, so that it cannot change, and no other text can get its address.
private struct RecentTexts {
  private final class Text {
    let text: String
    let address: UnsafeRawPointer
    let cursor: SQLiteCursor

    init(_ text: String, _ address: UnsafeRawPointer, _ cursor: SQLiteCursor) {
      (self.text, self.address, self.cursor) = (text, address, cursor)
    }
  }

  private var slots = [Text?](repeating: nil, count: slotCount)

  private static let slotCount = 64

  /// Short texts are stored in the string value itself, and have no address.
  private static func address(_ text: String) -> UnsafeRawPointer? {
    guard text.utf8.count > 15 else { return nil }
    return text.utf8.withContiguousStorageIfAvailable { $0.baseAddress.map { UnsafeRawPointer($0) } } ?? nil
  }

  private static func slot(_ address: UnsafeRawPointer) -> Int { (Int(bitPattern: address) >> 4) % slotCount }

  func cursor(_ text: String) -> SQLiteCursor? {
    guard let address = Self.address(text), let known = slots[Self.slot(address)], known.address == address,
      known.text.utf8.count == text.utf8.count
    else { return nil }
    return known.cursor
  }

  mutating func keep(_ text: String, _ cursor: SQLiteCursor) {
    guard let address = Self.address(text) else { return }
    slots[Self.slot(address)] = Text(text, address, cursor)
  }
}
