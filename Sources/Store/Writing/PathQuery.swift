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
  private let dialect: any Dialect

  /// - Parameter prefix: the beginning of the aliases of its tables.
  /// - Returns: nil if the file lacks a relation of the path.
  init?(_ path: some Collection<String>, of entity: BoundEntity, _ model: Model, _ dialect: any Dialect, prefix: String)
  {
    self.dialect = dialect
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

  /// The condition that the path starts at the record and reaches its end.
  var condition: String { "\(start).id = \(dialect.parameter(1)) AND \(last) IS NOT NULL" }
  var isReached: String { "EXISTS (SELECT 1 FROM \(tables) WHERE \(condition))" }
  /// The condition that the path leads to that value.
  func leads(to value: String) -> String {
    "EXISTS (SELECT 1 FROM \(tables) WHERE \(start).id = \(dialect.parameter(1)) AND \(last) = \(value))"
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
    guard let query = PathQuery(path, of: entity, model, dialect, prefix: "a"),
      let group = PathQuery(others, of: entity, model, dialect, prefix: "b"),
      // If `others` ends with a to-many relation, that may lead to no record: only the steps before it have to be
      // reached.
      let way = PathQuery(
        group.endsInMany(others, of: entity, model) ? others.dropLast() : others[...], of: entity, model, dialect,
        prefix: "c")
    else { return nil }
    var sql = "SELECT DISTINCT \(query.first) FROM \(query.tables) WHERE \(query.condition) AND \(way.isReached) "
    sql += "AND NOT \(group.leads(to: query.last))"
    switch reach {
    case .all: break
    case .through: sql += " AND \(query.first) = \(dialect.parameter(2))"
    case .only: sql += " AND \(query.last) = \(dialect.parameter(2))"
    }
    return sql + " ORDER BY 1 LIMIT \(strayMax + 1)"
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
