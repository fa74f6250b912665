import Catalogue
import Engine
import Vocabulary

// Values for rows that are older than their columns.
extension MigrationStep {
  /// When a filled column gets a value.
  package enum Condition: Sendable {
    /// Another column of the row has a value.
    case filled(String)
    /// The value of a column is among those of a column of another table.
    case among(String, table: String, column: String)

    fileprivate func holds(in table: String, _ layout: Layout) -> String? {
      switch self {
      case .filled(let column): layout.has(table, column) ? "\(quoted(column)) IS NOT NULL" : nil
      case .among(let column, let other, let theirs):
        layout.has(table, column) && layout.has(other, theirs)
          ? "\(quoted(column)) IN (SELECT \(quoted(theirs)) FROM \(quoted(other)) WHERE \(quoted(theirs)) IS NOT NULL)"
          : nil
      }
    }
  }

  /// Fills an empty column of a table by the first value whose condition holds.
  /// - Parameters:
  ///   - declaration: that of the column, which is added if the table lacks it.
  ///   - fallback: the value if no condition holds.
  ///   - isOnlyBesideOthers: whether nothing is done if no earlier step did anything.
  package static func filled(
    _ name: String, _ column: String, of table: String, declaration: String,
    _ values: [(when: Condition, value: String)], else fallback: String, isOnlyBesideOthers: Bool = false,
    sentence: @escaping @Sendable (Int64) -> String
  ) -> MigrationStep {
    MigrationStep(name) { (transaction, _, report) throws(Failure) in
      let database = transaction.database
      let layout = transaction.model.layout
      guard !(isOnlyBesideOthers && report.isEmpty), layout.has(table),
        try database.value("SELECT 1 FROM \(quoted(table)) LIMIT 1") != nil
      else { return }
      if !layout.has(table, column) {
        try database.run("ALTER TABLE \(quoted(table)) ADD COLUMN \(declaration)")
      }
      let cases = values.compactMap { one in
        one.when.holds(in: table, layout).map { "WHEN \($0) THEN \(literal(one.value))" }
      }
      let value =
        cases.isEmpty ? literal(fallback) : "CASE \(cases.joined(separator: " ")) ELSE \(literal(fallback)) END"
      let count = try database.run(
        "UPDATE \(quoted(table)) SET \(quoted(column)) = \(value) WHERE \(quoted(column)) IS NULL")
      report.add(count, sentence(Int64(count)))
    }
  }

  /// Gives the fields their defaults where they have no value, if an earlier step did anything.
  package static func defaults(_ fields: [(entity: String, field: String)]) -> MigrationStep {
    MigrationStep("defaults") { (transaction, _, report) throws(Failure) in
      guard !report.isEmpty else { return }
      for (name, field) in fields {
        guard let entity = transaction.model[name], case .own(let column)? = entity.field(field)?.source,
          let standard = try transaction.defaults(of: name, beside: "").first(where: { $0.name == column })
        else { continue }
        let count = try transaction.database.run(
          "UPDATE \(quoted(entity.table)) SET \(quoted(column)) = \(transaction.database.parameter(1)) "
            + "WHERE \(quoted(column)) IS NULL", [standard.value])
        report.add(count, "\(Wording.counted(Int64(count), entity.entity.words)) with the usual '\(field)'")
      }
    }
  }

  /// Numbers the records of each owner from 0, in the order of their ids, where none of them has a number, if an earlier
  /// step did anything.
  package static func numbered(_ field: String, of name: String, by relation: String) -> MigrationStep {
    MigrationStep("places") { (transaction, _, report) throws(Failure) in
      guard !report.isEmpty, let entity = transaction.model[name],
        case .own(let column)? = entity.field(field)?.source, case .column(let owner)? = entity.relation(relation)?.link
      else { return }
      let table = quoted(entity.table)
      let count = try transaction.database.run(
        "UPDATE \(table) AS t SET \(quoted(column)) = o.place FROM (SELECT id, row_number() OVER (PARTITION BY "
          + "\(quoted(owner)) ORDER BY id) - 1 AS place, count(\(quoted(column))) OVER (PARTITION BY \(quoted(owner))) "
          + "AS numbered FROM \(table)) o WHERE o.id = t.id AND o.numbered = 0")
      report.add(count, "\(Wording.counted(Int64(count), entity.entity.words)) with their '\(field)'")
    }
  }

  /// Fills an empty reference from records that the record refers to, as often as that finds another one.
  /// - Parameters:
  ///   - sources: relations of the record, and for each the relation of that other record to the one that is wanted.
  ///   - rest: makes the reference of the records that are left; called only if there are some.
  package static func inherited(
    _ relation: String, of name: String, from sources: [(through: String, theirs: String)],
    rest: @escaping Choice
  ) -> MigrationStep {
    MigrationStep("\(relation)s") { (transaction, _, report) throws(Failure) in
      guard let entity = transaction.model[name], case .column(let column)? = entity.relation(relation)?.link else {
        return
      }
      let table = quoted(entity.table)
      let changes = sources.compactMap { transaction.inheriting(column, of: entity, $0) }
      var total = 0
      var count = 0
      repeat {
        count = 0
        for change in changes { count += try transaction.database.run(change) }
        total += count
      } while count > 0
      let left = try transaction.database.count("SELECT count(*) FROM \(table) WHERE \(quoted(column)) IS NULL")
      if left > 0 {
        let id = try rest(transaction, left)
        total += try transaction.database.run(
          "UPDATE \(table) SET \(quoted(column)) = \(transaction.database.parameter(1)) WHERE \(quoted(column)) IS NULL",
          [.integer(id)])
      }
      report.add(
        total,
        "\(Wording.counted(Int64(total), entity.entity.words)) with \(Wording.indefinite(relation)), since each needs one"
      )
    }
  }
}

extension WriteTransaction {
  fileprivate func inheriting(
    _ column: String, of entity: BoundEntity, _ source: (through: String, theirs: String)
  ) -> String? {
    guard let relation = entity.relation(source.through), case .column(let ours) = relation.link,
      let other = model[relation.target], case .column(let theirs)? = other.relation(source.theirs)?.link
    else { return nil }
    let value =
      "(SELECT o.\(quoted(theirs)) FROM \(quoted(other.table)) o WHERE o.id = t.\(quoted(ours)))"
    return "UPDATE \(quoted(entity.table)) AS t SET \(quoted(column)) = \(value) "
      + "WHERE t.\(quoted(column)) IS NULL AND \(value) IS NOT NULL"
  }
}
