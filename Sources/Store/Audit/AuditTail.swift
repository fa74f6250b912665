package import Catalogue
import Engine
import JSON

// The audit log as a stream: the records after a number.

extension ReadTransaction {
  /// The number of the oldest record, and the last number that was given. If the log is empty, the oldest is the next
  /// number to be given.
  package func auditRange() throws(Failure) -> (oldest: Int64, last: Int64) {
    let last = try database.value("SELECT max(seq) FROM \(OwnTables.audit)")?.integer ?? 0
    return (try database.value("SELECT min(seq) FROM \(OwnTables.audit)")?.integer ?? last + 1, last)
  }

  /// Passes the records after a number to `body`, in their order, each as `audit.list` writes it.
  /// - Parameter body: returns whether it takes another record.
  /// - Returns: whether the end of the log was reached.
  package func auditTail(
    after seq: Int64, _ body: (_ seq: Int64, _ entity: String, _ record: [UInt8]) -> Bool
  ) throws(Failure) -> Bool {
    let audit = try model.entity(Entity.audit.name)
    var columns = Columns(model, database.dialect)
    let scope = Scope(audit)
    let selection = try columns.selection(Columns.tree(forListing: audit), of: scope, isComplete: false)
    let (number, entity) = (columns.column(scope.number), columns.column(scope.column("entity")))
    let statement = try database.statement(
      "SELECT \(columns.list) FROM \(OwnTables.audit) \(scope.alias) "
        + "WHERE \(scope.number) > \(database.parameter(1)) ORDER BY \(scope.number)", [.integer(seq)])
    let records = RecordWriter(database: database, telling: selection)
    while try statement.next() {
      var writer = JSONWriter()
      try records.write(selection, statement, into: &writer)
      if !body(statement.integer(number), statement.text(entity) ?? "", writer.bytes) { return false }
    }
    return true
  }
}
