import Catalogue
import Engine
import Store

extension OwnTables {
  /// Raises every sequence to the highest number in the database. To be called in a transaction. A sequence is not
  /// lowered, since it remembers the numbers of deleted rows. Only a sequence beyond `lastNumber` is damaged, could give
  /// out no more numbers, and starts again.
  static func raiseSequences(
    _ session: any Session, _ layout: Layout, _ catalogue: Catalogue
  ) throws(EngineError) {
    let dialect = session.dialect
    var last: [String: Int64] = [:]
    for row in try session.rows("SELECT name, last FROM \(sequence)") {
      if let name = row[0].text, let number = row[1].integer, number <= lastNumber {
        last[name] = number
      }
    }
    var highest: [String: Int64] = [:]
    for source in sources(layout, catalogue) {
      let row = try session.value(highestNumber(in: source.column, of: source.table, dialect))
      highest[source.name] = max(highest[source.name] ?? 0, row?.integer ?? 0)
    }
    for (name, number) in highest where number > last[name] ?? -1 { try set(name, to: number, session) }
  }

  /// Lets a sequence give only higher numbers. To be called in a transaction.
  static func set(_ name: String, to number: Int64, _ session: any Session) throws(EngineError) {
    try session.run(
      "INSERT INTO \(sequence) VALUES (\(session.dialect.parameter(1)), \(session.dialect.parameter(2))) "
        + "ON CONFLICT (name) DO UPDATE SET last = excluded.last",
      [.text(name), .integer(number)])
  }
}
