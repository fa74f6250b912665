import Catalogue
import Engine

extension WriteTransaction {
  /// Warns if the highest id of a table became free. This daemon never gives it again, but the real server gives the
  /// highest existing id plus one (sqlite.org/autoinc.html), and does not know our sequences.
  mutating func adviseOnFreedNumbers() throws(Failure) {
    guard database.isShared, !database.session.hasSequences else { return }
    for (table, number) in highestDeleted.sorted(by: { $0.key < $1.key }) {
      let isTaken =
        try database.value(database.texts.row(of: table).hasFrom, [.integer(number)]) != nil
      guard !isTaken else { continue }
      let words = model.entities.filter { $0.table == table || $0.parent?.table == table }.map(\.entity.words)
      guard !words.isEmpty else { continue }
      warn(
        "the server may give the id \(number) again, to its next \(words.joined(separator: " or ")): tokens and links that "
          + "name the deleted record then mean the new one")
    }
  }

  /// The highest deleted id, by the table that gives out the ids: a row that extends a parent's row has the parent's
  /// id.
  var highestDeleted: [String: Int64] {
    var highest = flushed.deleted
    for record in parts + records {
      for row in record.rows where row.after == nil {
        guard let number = row.row else { continue }
        let entity = model.entities.first { $0.table == row.table }
        let table = entity?.parent?.table ?? row.table
        highest[table] = max(highest[table] ?? 0, number)
      }
    }
    return highest
  }
}
