package import Catalogue
import Engine

// The database as a whole, to compare it with a backup.
extension ReadTransaction {
  /// The number of records of an entity.
  package func count(_ entity: BoundEntity) throws(Failure) -> Int64 {
    try database.value("SELECT count(*) FROM \(quoted(entity.table))")?.integer ?? 0
  }

  /// The names of the audit log's histories before, the oldest first.
  package func earlierHistories() throws(Failure) -> [String] {
    let names = try database.value(
      OwnTables.stateValue(database.dialect), [.text(OwnTables.State.earlier.rawValue)])?.text
    return names?.split(separator: " ").map { String($0) } ?? []
  }
}
