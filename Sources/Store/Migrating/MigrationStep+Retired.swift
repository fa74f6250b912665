import Catalogue
import Engine
import Vocabulary

// What the generation no longer has, and what is not worth carrying over.
extension MigrationStep {
  /// Empties the columns of fields that the generation no longer has. `tidiedTables` then drops them.
  package static let retiredValues = MigrationStep("retired") { (transaction, migration, report) throws(Failure) in
    for entity in transaction.model.entities {
      var (names, ids) = ([String](), Int64(0))
      for field in entity.retiredFields {
        guard let place = Place(field, of: entity),
          transaction.model.layout.has(place.table, place.column)
        else { continue }
        let condition = place.condition(of: entity)
        let count = try transaction.database.run(
          "UPDATE \(quoted(place.table)) SET \(quoted(place.column)) = NULL WHERE \(condition)")
        guard count > 0 else { continue }
        names.append("'\(field.name)'")
        ids = max(ids, Int64(count))
      }
      report.add(
        ids,
        "\(names.joined(separator: ", ")) of \(Wording.counted(ids, entity.entity.words)) dropped: version "
          + "\(migration.generation) does not keep them")
    }
  }

  /// Where a field is stored.
  private struct Place {
    let table: String
    let column: String
    private let type: String?

    init?(_ field: BoundField, of entity: BoundEntity) {
      switch field.source {
      case .own(let column): (table, self.column, type) = (entity.table, column, nil)
      case .parent(let column):
        guard let parent = entity.parent else { return nil }
        (table, self.column, type) = (parent.table, column, parent.type)
      case .first, .derived, .change: return nil
      }
    }

    /// Of the rows that have a value. Records of several entities share the table of a parent.
    func condition(of entity: BoundEntity) -> String {
      "\(quoted(column)) IS NOT NULL" + (type == nil ? "" : " AND id IN (SELECT id FROM \(quoted(entity.table)))")
    }
  }

  /// Drops the tables of entities that the generation no longer has, with their rows.
  package static let retiredTables = MigrationStep("retired tables") {
    (transaction, migration, report) throws(Failure) in
    let wanted = Set(try transaction.database.shapes(migration.statements).map(\.name))
    for entity in transaction.model.entities where !entity.entity.isLog && wanted.isDisjoint(with: entity.entity.tables)
    {
      for table in entity.entity.tables where transaction.model.layout.has(table) {
        let count = try transaction.database.count("SELECT count(*) FROM \(quoted(table))")
        try transaction.database.run("DROP TABLE \(quoted(table))")
        report.add(
          count,
          "\(Wording.counted(count, entity.entity.words)) dropped with the table '\(table)': version "
            + "\(migration.generation) has none")
        report.add(count == 0 ? 1 : 0, "the empty table '\(table)' dropped: version \(migration.generation) has none")
      }
    }
  }
}
