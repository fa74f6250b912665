package import Catalogue
import Engine
import Vocabulary

extension MigrationStep {
  /// Makes the values unique that must be unique in the tables of the generation: the record with the lowest id keeps
  /// its name, the others get a number behind it.
  package static let uniqueNames = MigrationStep("names") { (transaction, migration, report) throws(Failure) in
    for shape in try transaction.database.shapes(migration.statements) {
      guard let entity = transaction.model.entities.first(where: { $0.table == shape.name }) else { continue }
      for column in shape.uniqueColumns where transaction.model.layout.has(shape.name, column) {
        let count = try transaction.makeUnique(column, of: entity, &report)
        report.add(
          count,
          "\(Wording.counted(count, entity.entity.words)) with another '\(column)', since no two may share one")
      }
    }
  }
}

extension WriteTransaction {
  /// - Returns: how many records have another name now.
  fileprivate mutating func makeUnique(
    _ column: String, of entity: BoundEntity, _ report: inout MigrationReport
  ) throws(Failure) -> Int64 {
    let (table, name) = (quoted(entity.table), quoted(column))
    let doubled = try database.rows(
      "SELECT t.id, t.\(name) FROM \(table) t JOIN (SELECT \(name) AS name, min(id) AS first FROM \(table) "
        + "WHERE \(name) IS NOT NULL GROUP BY \(name) HAVING count(*) > 1) g ON t.\(name) = g.name "
        + "WHERE t.id <> g.first ORDER BY t.id")
    for row in doubled {
      guard let id = row[0].integer else { continue }
      let old = row[1].text ?? "\(entity.entity.words) \(id)"
      let new = try freeName(old, column, of: entity)
      try update(entity.table, row: id, [.init(column, .text(new))], of: entity.name, id)
      report.add(MigrationReport.Renaming(entity.name, id, column, from: old, to: new))
    }
    return Int64(doubled.count)
  }

  /// `NAME (2)`, or the next number that is free; `NAME-2` where names have no blanks.
  package func freeName(_ name: String, _ column: String, of entity: BoundEntity) throws(Failure) -> String {
    let field = entity.fields.first { if case .own(column) = $0.source { true } else { false } }
    let isIdentifier = if case .identifier? = field?.form?.0 { true } else { false }
    var number = 2
    while true {
      let candidate = isIdentifier ? "\(name)-\(number)" : "\(name) (\(number))"
      let taken = try database.value(
        "SELECT 1 FROM \(quoted(entity.table)) WHERE \(quoted(column)) = \(database.parameter(1)) LIMIT 1",
        [.text(candidate)])
      if taken == nil { return candidate }
      number += 1
    }
  }
}
