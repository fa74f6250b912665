import Catalogue
import Engine
import Vocabulary

/// One SELECT while its text is made: the tables joined and the parameters bound so far.
///
/// Identifiers come only from the catalogue, and every value that a caller gives is a parameter. Where engines differ,
/// the dialect provides the SQL.
struct Query {
  let model: Model
  let dialect: any Dialect
  private(set) var joins = ""
  private(set) var parameters: [SQLValue] = []
  private var aliases: [String: String] = [:]
  private var tableCount = 0
  private var conditionCount = 0
  private var nesting = 0

  /// Engines have limits of their own: SQLite joins at most 64 tables, and its expressions are at most 1,000 deep
  /// (sqlite.org/limits.html). Ours are lower, so that a call beyond them gets a readable error.
  static let joinsMax = 60
  static let conditionsMax = 500
  /// The entries on the parser's stack that nesting may take. SQLite's parser has 100 before version 3.46; the terms
  /// inside need the rest.
  static let nestingMax = 70
  /// The number of names in a path.
  static let pathMax = 8

  init(_ model: Model, _ dialect: any Dialect) { (self.model, self.dialect) = (model, dialect) }

  /// Adds a value to the parameters.
  /// - Returns: the SQL for its parameter.
  mutating func bind(_ value: SQLValue) -> String {
    parameters.append(value)
    return dialect.parameter(parameters.count)
  }

  mutating func newAlias() -> String {
    tableCount += 1
    return "t\(tableCount)"
  }

  /// Joins a table, at most once for each `key`.
  /// - Returns: the alias of the table.
  /// - Throws: `limit` if too many tables are joined.
  mutating func join(_ key: String, _ table: String, on condition: (String) -> String) throws(Failure) -> String {
    if let alias = aliases[key] { return alias }
    guard aliases.count < Self.joinsMax else {
      throw Failure(.limit, "the call needs more than \(Self.joinsMax) other records for each record")
    }
    let alias = newAlias()
    aliases[key] = alias
    joins += " LEFT JOIN \(quoted(table)) \(alias) ON \(condition(alias))"
    return alias
  }

  mutating func forgetJoins() { (joins, aliases) = ("", [:]) }

  /// Takes over the parameters and counts of a nested query. The joins of `self` stay.
  mutating func adopt(_ inner: Query) {
    (parameters, tableCount, conditionCount) = (inner.parameters, inner.tableCount, inner.conditionCount)
  }

  /// Counts a condition of `where`.
  /// - Throws: `limit` if there are too many.
  mutating func countCondition() throws(Failure) {
    conditionCount += 1
    guard conditionCount <= Self.conditionsMax else {
      throw Failure(
        .limit, "'where' has more than \(Self.conditionsMax) conditions", field: "where",
        hint: "'in' takes up to 1000 values as one condition")
    }
  }

  /// The entries on the parser's stack that a level of SQL around a condition takes, as measured.
  enum Level: Int { case group = 4, negation = 5, subquery = 11 }

  /// Runs `body`, whose SQL is inside that level.
  /// - Throws: `limit` if it is nested too deeply.
  mutating func inside<Result>(
    _ level: Level, _ body: (inout Query) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard nesting + level.rawValue <= Self.nestingMax else {
      throw Failure(.limit, "'where' is nested too deeply", field: "where")
    }
    nesting += level.rawValue
    defer { nesting -= level.rawValue }
    return try body(&self)
  }

  /// The alias of the parent's row for the record at `scope`.
  mutating func parent(_ parent: Entity.Parent, of scope: Scope) throws(Failure) -> String {
    try join(scope.path + "^", parent.table) { "\($0).id = \(scope.alias).id" }
  }

  /// The scope of the record that a to-one relation leads to.
  mutating func follow(_ relation: BoundRelation, column: String, from scope: Scope) throws(Failure) -> Scope {
    let target = try model.entity(relation.target)
    let path = scope.path + relation.name + "."
    let alias = try join(path, target.table) { "\($0).id = \(scope.alias).\(quoted(column))" }
    return Scope(target, alias: alias, path: path)
  }
}

/// A record in a query: its entity, the alias of its table, and the path of relations that leads to it.
struct Scope {
  let entity: BoundEntity
  let alias: String
  let path: String

  init(_ entity: BoundEntity, alias: String = "t0", path: String = "") {
    (self.entity, self.alias, self.path) = (entity, alias, path)
  }

  func column(_ name: String) -> String { "\(alias).\(quoted(name))" }
  /// The column with the numbers of the records.
  var number: String { "\(alias).\(entity.number)" }
}
