import Catalogue
import Engine

// Relations of an entity with itself.
extension Probe {
  /// Records that are their own ancestor.
  package static let cycles = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for relation in entity.relations where relation.target == entity.name {
        guard case .column(let column) = relation.link else { continue }
        try cycles(column, relation.name, of: entity, transaction.database, &defects)
      }
    }
  }

  private static func cycles(
    _ column: String, _ relation: String, of entity: BoundEntity, _ database: Database, _ defects: inout Defects
  ) throws(Failure) {
    // In each cycle, one record has an id that is not greater than its parent's. Healthy files have few such records,
    // so nothing else is read.
    let (table, column) = (quoted(entity.table), quoted(column))
    let starts = try database.statement("SELECT id FROM \(table) WHERE \(column) >= id ORDER BY id")
    let parent = "SELECT \(column) FROM \(table) WHERE id = \(database.parameter(1))"
    var done: Set<Int64> = []
    var found: Set<Int64> = []
    while try starts.next() {
      var path: [Int64] = []
      var next: Int64? = starts.integer(0)
      while let id = next, done.insert(id).inserted {
        path.append(id)
        next = try database.value(parent, [.integer(id)])?.integer
      }
      if let next, let start = path.firstIndex(of: next) { found.formUnion(path[start...]) }
    }
    for id in found.sorted() {
      try defects.add(
        entity, id, field: relation, place: entity.place(of: relation), note: "is its own ancestor")
    }
  }
}
