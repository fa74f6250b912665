package import Catalogue
import Engine
package import Vocabulary

/// What the audit log says of when records were changed.
extension ReadTransaction {
  /// The records that were changed at the moment or later, by entity; deleted ones are among them.
  package func changed(since moment: Moment) throws(Failure) -> [String: Set<Int64>] {
    let statement = try database.statement(
      "SELECT DISTINCT entity, id FROM \(OwnTables.audit) WHERE at >= \(database.parameter(1))", [.text(moment.stored)])
    var changed: [String: Set<Int64>] = [:]
    while try statement.next() {
      guard let entity = statement.value(0).text else { continue }
      changed[entity, default: []].insert(statement.integer(1))
    }
    return changed
  }

  /// When the oldest change that the log still has was made; nil without any.
  package func oldestChange() throws(Failure) -> Moment? {
    try database.value("SELECT at FROM \(OwnTables.audit) ORDER BY \(Entity.audit.number) LIMIT 1")?.text
      .flatMap { Moment($0) }
  }
}
