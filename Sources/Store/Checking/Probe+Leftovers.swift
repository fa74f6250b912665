import Catalogue
import Engine

// What older generations left in the file.
extension Probe {
  /// Records in the table of an older generation.
  package static let leftoverRecords = Probe { (transaction, _, defects) throws(Failure) in
    let model = transaction.model
    for entity in model.entities {
      for table in entity.entity.tables where table != entity.table && model.layout.has(table) {
        let statement = try transaction.database.statement("SELECT id FROM \(quoted(table)) ORDER BY id")
        while try statement.next() {
          try defects.add(entity, statement.integer(0), table: table, note: "is only in the older table '\(table)'")
        }
      }
    }
  }

  /// Values in the column of an older generation, of records that have none in the newer one.
  package static let leftoverValues = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for member in Successor.all(of: entity, transaction.model) {
        let statement = try transaction.database.statement(
          "SELECT t.id FROM \(quoted(entity.table)) t WHERE \(member.isPending) ORDER BY t.id")
        while try statement.next() {
          try defects.add(
            entity, statement.integer(0), field: member.name, note: "is only in the older column '\(member.older)'")
        }
      }
    }
  }
}
