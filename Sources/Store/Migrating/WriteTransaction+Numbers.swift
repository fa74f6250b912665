import Catalogue
import Engine

// The ids of rows that one statement makes.
extension WriteTransaction {
  /// The highest id that a table has or has had: rows of one statement can have the ids after it. To be called while
  /// nobody else writes to the table.
  mutating func lastID(in table: String) throws(Failure) -> Int64 {
    guard database.session.hasSequences else { return try nextID(in: table) - 1 }
    return max(try lastNoted(in: table), try highestRow(of: table))
  }

  /// The highest id of a row.
  func highestRow(of table: String) throws(Failure) -> Int64 {
    try database.value(OwnTables.highestNumber(in: "id", of: table, database.dialect))?.integer ?? 0
  }

  /// The highest id that is known to be given, if its row was deleted.
  func lastNoted(in table: String) throws(Failure) -> Int64 {
    let last: Int64?
    do { last = try database.session.lastNumber(in: table) } catch { throw Failure(error) }
    if let last { return last }
    let sql = "SELECT last FROM \(OwnTables.sequence) WHERE name = \(database.parameter(1))"
    return try database.value(sql, [.text(table)])?.integer ?? 0
  }

  /// Notes that the ids up to that one are given.
  func noteIDs(in table: String, upTo number: Int64) throws(Failure) {
    guard database.session.hasSequences else { return try Sequence.note(table, number, database) }
    do { try database.session.raiseNumbers(in: table, beyond: number) } catch { throw Failure(error) }
  }
}
