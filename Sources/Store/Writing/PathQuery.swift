import Catalogue
import Engine

/// SQL for the rows that a path of relations leads to from one record. The first parameter is the record's id.
struct PathQuery {
  /// The joined tables, as FROM lists them.
  private(set) var tables: String
  /// The SQL for the id of the record that the first step leads to.
  private(set) var first = ""
  /// The SQL for the id of the record that the last step leads to; the id may be null.
  private(set) var last: String
  /// The entity that the first step leads to.
  private(set) var firstEntity: BoundEntity?
  private let start: String

  /// - Parameter prefix: the beginning of the aliases of its tables.
  /// - Returns: nil if the file lacks a relation of the path.
  init?(_ path: some Collection<String>, of entity: BoundEntity, _ model: Model, _ dialect: any Dialect, prefix: String)
  {
    start = "\(prefix)0"
    tables = "\(quoted(entity.table)) \(start)"
    last = "\(start).id"
    var entity = entity
    // The alias of the current record's row; nil until it is joined.
    var row: String? = start
    for (place, name) in path.enumerated() {
      guard let relation = entity.relation(name), let target = model[relation.target] else { return nil }
      let alias = "\(prefix)\(place + 1)"
      switch relation.link {
      case .column(let column):
        if row == nil {
          tables += " JOIN \(quoted(entity.table)) \(alias)r ON \(alias)r.id = \(last)"
          row = "\(alias)r"
        }
        last = "\(row ?? start).\(quoted(column))"
        row = nil
      case .back(let table, let column, _):
        tables += " JOIN \(quoted(table)) \(alias) ON \(alias).\(quoted(column)) = \(last)"
        (last, row) = ("\(alias).id", alias)
      case .through(let table, let ours, let theirs):
        tables += " JOIN \(quoted(table)) \(alias) ON \(alias).\(quoted(ours)) = \(last)"
        (last, row) = ("\(alias).\(quoted(theirs))", nil)
      }
      if place == 0 { (first, firstEntity) = (last, target) }
      entity = target
    }
  }

  /// The SQL for the id of the record at which the path starts.
  var record: String { "\(start).id" }

  /// The condition that the path starts at that record and reaches its end.
  func condition(from record: String) -> String { "\(self.record) = \(record) AND \(last) IS NOT NULL" }
  func isReached(from record: String) -> String { "EXISTS (SELECT 1 FROM \(tables) WHERE \(condition(from: record)))" }
  /// The condition that the path leads from that record to that value.
  func leads(from record: String, to value: String) -> String {
    "EXISTS (SELECT 1 FROM \(tables) WHERE \(self.record) = \(record) AND \(last) = \(value))"
  }
}

extension PathQuery {
  /// Which of the records that a path leads to are checked.
  enum Reach {
    case all
    /// Those reached through the record of the first step whose id is the second parameter.
    case through
    /// Only the record whose id is the second parameter.
    case only
  }

  /// A SELECT of the ids of the first step's records from which `path` leads to a record that `others` does not lead
  /// to.
  /// - Returns: nil if the file lacks a relation of a path.
  static func stray(
    _ path: [String], outside others: [String], of entity: BoundEntity, _ model: Model, _ reach: Reach,
    _ dialect: any Dialect
  ) -> String? {
    guard let query = PathQuery(path, of: entity, model, dialect, prefix: "a") else { return nil }
    let record = dialect.parameter(1)
    guard let isOutside = isOutside(query, others, from: record, of: entity, model, dialect) else { return nil }
    var sql =
      "SELECT DISTINCT \(query.first) FROM \(query.tables) WHERE \(query.condition(from: record)) AND \(isOutside)"
    switch reach {
    case .all: break
    case .through: sql += " AND \(query.first) = \(dialect.parameter(2))"
    case .only: sql += " AND \(query.last) = \(dialect.parameter(2))"
    }
    return sql + " ORDER BY 1 LIMIT \(strayMax + 1)"
  }

  /// A SELECT of all records of the entity with such records, each pair once. A reference that dangles counts as none.
  /// - Returns: nil if the file lacks a relation of a path.
  static func strays(
    _ path: [String], outside others: [String], of entity: BoundEntity, _ model: Model, _ dialect: any Dialect
  ) -> String? {
    guard let query = PathQuery(path, of: entity, model, dialect, prefix: "a"),
      let isOutside = isOutside(query, others, from: query.record, of: entity, model, dialect)
    else { return nil }
    var conditions = ["\(query.last) IS NOT NULL", isOutside]
    for step in [path[0], others[0]] {
      guard case .column(let column)? = entity.relation(step)?.link,
        let target = entity.relation(step).flatMap({ model[$0.target] })
      else { continue }
      conditions.append(
        "EXISTS (SELECT 1 FROM \(quoted(target.table)) d WHERE d.id = \(query.start).\(quoted(column)))")
    }
    return "SELECT DISTINCT \(query.record), \(query.first) FROM \(query.tables) "
      + "WHERE \(conditions.joined(separator: " AND ")) ORDER BY 1, 2"
  }

  /// The condition that `others` can be followed from the record and does not lead to the end of the query.
  private static func isOutside(
    _ query: PathQuery, _ others: [String], from record: String, of entity: BoundEntity, _ model: Model,
    _ dialect: any Dialect
  ) -> String? {
    guard let group = PathQuery(others, of: entity, model, dialect, prefix: "b"),
      // If `others` ends with a to-many relation, that may lead to no record: only the steps before it have to be
      // reached.
      let way = PathQuery(
        group.endsInMany(others, of: entity, model) ? others.dropLast() : others[...], of: entity, model, dialect,
        prefix: "c")
    else { return nil }
    return "\(way.isReached(from: record)) AND NOT \(group.leads(from: record, to: query.last))"
  }

  /// The most records that a sentence names.
  static let strayMax = 5

  private func endsInMany(_ path: [String], of entity: BoundEntity, _ model: Model) -> Bool {
    var entity: BoundEntity? = entity
    var isMany = false
    for name in path {
      guard let relation = entity?.relation(name) else { return false }
      isMany = relation.isMany
      entity = model[relation.target]
    }
    return isMany
  }
}
