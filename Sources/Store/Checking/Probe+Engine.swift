package import Catalogue
import Engine

// The database as its engine sees it.
extension Probe {
  /// What the engine's own check finds.
  package static let integrity = Probe { (transaction, _, defects) throws(Failure) in
    var findings = defects
    try transaction.database.checkIntegrity { findings.add(note: $0) }
    defects = findings
  }

  /// Known faults of the engine, as it is used for this database.
  package static let engineFaults = Probe { (transaction, _, defects) throws(Failure) in
    for fault in try transaction.database.faults() { defects.add(note: fault) }
  }

  /// Tables, columns, views and triggers that belong neither to the server nor to the daemon.
  /// - Parameter known: the tables and columns of every generation of the server.
  package static func foreignObjects(besides known: Layout) -> Probe {
    Probe { (transaction, _, defects) throws(Failure) in
      for object in try transaction.database.objects() {
        switch object.kind {
        case "table":
          guard !object.name.hasPrefix(OwnTables.prefix) else { continue }
          guard known.has(object.name) else {
            defects.add(name: object.name, table: object.name, note: "table '\(object.name)'")
            continue
          }
          for column in transaction.model.layout.columns[object.name] ?? [] where !known.has(object.name, column) {
            defects.add(name: column, table: object.name, note: "column '\(column)' of table '\(object.name)'")
          }
        case let kind:
          let place = object.table == object.name ? "" : " on table '\(object.table)'"
          defects.add(name: object.name, table: object.table, note: "\(kind) '\(object.name)'\(place)")
        }
      }
    }
  }
}

extension Database {
  fileprivate func checkIntegrity(_ found: (String) -> Void) throws(Failure) {
    do { try session.checkIntegrity(found) } catch { throw Failure(error) }
  }

  fileprivate func faults() throws(Failure) -> [String] {
    do { return try session.faults() } catch { throw Failure(error) }
  }

  fileprivate func objects() throws(Failure) -> [SchemaObject] {
    do { return try session.objects() } catch { throw Failure(error) }
  }
}
