import Catalogue
import Engine
import Vocabulary

/// The text of one SELECT in the making: tables joined so far, parameters bound so far.
///
/// Identifiers come from the catalogue only, and everything that a caller says is a parameter. Where engines differ, the
/// dialect has the words.
struct Query {
  let model: Model
  let dialect: any Dialect
  private(set) var joins = ""
  private(set) var parameters: [SQLValue] = []
  private var aliases: [String: String] = [:]
  private var tableCount = 0
  private var conditionCount = 0
  private var nesting = 0

  /// Engines have limits of their own (SQLite joins 64 tables, and chains 1,000 terms; sqlite.org/limits.html): less is
  /// left to a caller, so that what is too large is refused in words.
  static let joinsMax = 60
  static let conditionsMax = 500
  /// Of entries on the stack of SQLite's parser, which has 100 before version 3.46: the rest is for the terms within.
  static let nestingMax = 70
  /// Names in a path.
  static let pathMax = 8

  init(_ model: Model, _ dialect: any Dialect) { (self.model, self.dialect) = (model, dialect) }

  /// The place of a value among the parameters.
  mutating func bind(_ value: SQLValue) -> String {
    parameters.append(value)
    return dialect.parameter(parameters.count)
  }

  mutating func newAlias() -> String {
    tableCount += 1
    return "t\(tableCount)"
  }

  /// The alias of a table that is joined at most once for each `key`.
  /// - Throws: `limit` for more tables than can be joined.
  mutating func join(_ key: String, _ table: String, on condition: (String) -> String) throws(Failure) -> String {
    if let alias = aliases[key] { return alias }
    guard aliases.count < Self.joinsMax else {
      throw Failure(.limit, "the call leads to more than \(Self.joinsMax) other records for each one")
    }
    let alias = newAlias()
    aliases[key] = alias
    joins += " LEFT JOIN \(quoted(table)) \(alias) ON \(condition(alias))"
    return alias
  }

  mutating func forgetJoins() { (joins, aliases) = ("", [:]) }

  /// Goes on where a nested query ended, with its own joins.
  mutating func adopt(_ inner: Query) {
    (parameters, tableCount, conditionCount) = (inner.parameters, inner.tableCount, inner.conditionCount)
  }

  /// Counts a condition of `where`.
  mutating func countCondition() throws(Failure) {
    conditionCount += 1
    guard conditionCount <= Self.conditionsMax else {
      throw Failure(
        .limit, "'where' has more than \(Self.conditionsMax) conditions", field: "where",
        hint: "'in' takes up to 1000 values as one condition")
    }
  }

  /// What a level of SQL around a condition takes of the parser's stack, as measured.
  enum Level: Int { case group = 4, negation = 5, subquery = 11 }

  /// Runs `body`, whose SQL stands inside of that level.
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

  /// The alias of the parent's row of the record at `scope`.
  mutating func parent(_ parent: Entity.Parent, of scope: Scope) throws(Failure) -> String {
    try join(scope.path + "^", parent.table) { "\($0).id = \(scope.alias).id" }
  }

  /// The record that a to-one relation leads to.
  mutating func follow(_ relation: BoundRelation, column: String, from scope: Scope) throws(Failure) -> Scope {
    let target = try model.entity(relation.target)
    let path = scope.path + relation.name + "."
    let alias = try join(path, target.table) { "\($0).id = \(scope.alias).\(quoted(column))" }
    return Scope(target, alias: alias, path: path)
  }
}

/// A record in a query: its entity, the alias of its table, and how it was reached.
struct Scope {
  let entity: BoundEntity
  let alias: String
  let path: String

  init(_ entity: BoundEntity, alias: String = "t0", path: String = "") {
    (self.entity, self.alias, self.path) = (entity, alias, path)
  }

  func column(_ name: String) -> String { "\(alias).\(quoted(name))" }
  /// The column that numbers the records.
  var number: String { "\(alias).\(entity.number)" }
}
