import Catalogue
import SQLite

/// The text of one SELECT in the making: tables joined so far, parameters bound so far.
///
/// All SQL about the server's tables comes from here and from `Writing/Row.swift`; it keeps to what SQLite and PostgreSQL
/// share. Identifiers come from the catalogue only, everything a caller says is a parameter.
struct Query {
  let model: Model
  private(set) var joins = ""
  private(set) var parameters: [SQLValue] = []
  private var aliases: [String: String] = [:]
  private var tableCount = 0

  init(_ model: Model) { self.model = model }

  /// `?1`, `?2`, …
  mutating func bind(_ value: SQLValue) -> String {
    parameters.append(value)
    return "?\(parameters.count)"
  }

  mutating func newAlias() -> String {
    tableCount += 1
    return "t\(tableCount)"
  }

  /// The alias of a table that is joined at most once for each `key`.
  mutating func join(_ key: String, _ table: String, on condition: (String) -> String) -> String {
    if let alias = aliases[key] { return alias }
    let alias = newAlias()
    aliases[key] = alias
    joins += " LEFT JOIN \(quoted(table)) \(alias) ON \(condition(alias))"
    return alias
  }

  mutating func forgetJoins() { (joins, aliases) = ("", [:]) }

  /// Goes on where a nested query ended, with its own joins.
  mutating func adopt(_ inner: Query) { (parameters, tableCount) = (inner.parameters, inner.tableCount) }

  /// The alias of the parent's row of the record at `scope`.
  mutating func parent(_ parent: Entity.Parent, of scope: Scope) -> String {
    join(scope.path + "^", parent.table) { "\($0).id = \(scope.alias).id" }
  }

  /// The record that a to-one relation leads to.
  mutating func follow(_ relation: BoundRelation, column: String, from scope: Scope) throws(Failure) -> Scope {
    let target = try model.entity(relation.target)
    let path = scope.path + relation.name + "."
    let alias = join(path, target.table) { "\($0).id = \(scope.alias).\(quoted(column))" }
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
}

/// An identifier as SQL writes it.
func quoted(_ identifier: String) -> String {
  "\"" + identifier.replacing("\"", with: "\"\"") + "\""
}

/// A text of the catalogue as SQL writes it; never for what a caller said.
func literal(_ text: String) -> String {
  "'" + text.replacing("'", with: "''") + "'"
}
