import Catalogue
import Engine
import Vocabulary

/// The rows of a relation: the SQL after FROM and after WHERE, and the scope of one row.
struct Rows {
  let from: String
  let condition: String
  let scope: Scope

  init(_ from: String, _ condition: String, _ scope: Scope) {
    (self.from, self.condition, self.scope) = (from, condition, scope)
  }

  var sql: String { "FROM \(from) WHERE \(condition)" }
}

// Values of a record as SQL terms.
extension Query {
  /// The SQL term for a field's value.
  /// - Throws: `invalid` for a field of a log that cannot be compared.
  mutating func term(_ field: BoundField, of scope: Scope) throws(Failure) -> String {
    switch field.source {
    case .own(let column): return scope.column(column)
    case .parent(let column):
      guard let parent = scope.entity.parent else { return "NULL" }
      return "\(try self.parent(parent, of: scope)).\(quoted(column))"
    case .first(let relation, let column):
      let rows = try self.rows(named: relation, of: scope)
      return "(SELECT \(rows.scope.alias).\(quoted(column)) \(rows.sql) ORDER BY \(rows.scope.alias).id LIMIT 1)"
    case .derived(let expression): return try self.expression(expression, of: scope)
    case .change:
      throw Failure(
        .invalid,
        "'\(field.name)' of \(scope.entity.entity.words) is only shown: it is made from the whole record",
        entity: scope.entity.name, field: field.name)
    }
  }

  /// The SQL term for the number of records that a to-many relation leads to. Duplicate pairs count once.
  mutating func count(_ relation: BoundRelation, of scope: Scope) throws(Failure) -> String {
    switch relation.link {
    case .column: return "(\(scope.alias).id IS NOT NULL)"
    case .back:
      let rows = try self.rows(relation, of: scope)
      return "(SELECT count(*) \(rows.sql))"
    case .through(let table, let ours, let theirs):
      let pairs = newAlias()
      return "(SELECT count(DISTINCT \(pairs).\(quoted(theirs))) FROM \(quoted(table)) \(pairs) "
        + "WHERE \(pairs).\(quoted(ours)) = \(scope.alias).id)"
    }
  }

  /// The rows of a relation.
  mutating func rows(_ relation: BoundRelation, of scope: Scope) throws(Failure) -> Rows {
    let target = try model.entity(relation.target)
    let alias = newAlias()
    let there = Scope(target, alias: alias, path: alias + ":")
    switch relation.link {
    case .column(let column):
      return Rows(quoted(target.table) + " " + alias, "\(alias).id = \(scope.column(column))", there)
    case .back(let table, let column, _):
      return Rows(quoted(table) + " " + alias, "\(alias).\(quoted(column)) = \(scope.alias).id", there)
    case .through(let table, let ours, let theirs):
      let pairs = newAlias()
      return Rows(
        "\(quoted(table)) \(pairs) JOIN \(quoted(target.table)) \(alias) ON \(alias).id = \(pairs).\(quoted(theirs))",
        "\(pairs).\(quoted(ours)) = \(scope.alias).id", there)
    }
  }

  private mutating func rows(named name: String, of scope: Scope) throws(Failure) -> Rows {
    guard let relation = scope.entity.relation(name) else {
      throw Failure(.internal, "the catalogue is wrong", detail: "\(scope.entity.name) has no relation '\(name)'")
    }
    return try rows(relation, of: scope)
  }

  private mutating func expression(_ expression: Expression, of scope: Scope) throws(Failure) -> String {
    switch expression {
    case .own(let predicate): return "(\(sql(predicate, scope.alias)))"
    case .all(let relation, let predicate):
      let rows = try self.rows(named: relation, of: scope)
      return "(NOT EXISTS (SELECT 1 \(rows.sql) AND NOT (\(sql(predicate, rows.scope.alias)))))"
    case .any(let relation, let predicate):
      let rows = try self.rows(named: relation, of: scope)
      return "(EXISTS (SELECT 1 \(rows.sql) AND (\(sql(predicate, rows.scope.alias)))))"
    case .greatest(let relation, let column):
      let rows = try self.rows(named: relation, of: scope)
      return "(SELECT max(\(rows.scope.alias).\(quoted(column))) \(rows.sql))"
    case .common(let relation, let column, let predicate, let otherwise):
      let rows = try self.rows(named: relation, of: scope)
      let value = "\(rows.scope.alias).\(quoted(column))"
      let conditions = "\(rows.sql) AND (\(sql(predicate, rows.scope.alias)))"
      // min and max skip nulls. The count makes nulls beside other values count as different.
      return "(SELECT CASE WHEN count(\(value)) IN (0, count(*)) AND \(dialect.same("min(\(value))", "max(\(value))")) "
        + "THEN min(\(value)) ELSE \(literal(otherwise)) END \(conditions))"
    case .text(let text): return literal(text)
    case .null: return "NULL"
    case .choose(let choices, let otherwise):
      var sql = "(CASE"
      for choice in choices {
        sql += " WHEN \(try self.expression(choice.condition, of: scope))"
        sql += " THEN \(try self.expression(choice.value, of: scope))"
      }
      return sql + " ELSE \(try self.expression(otherwise, of: scope)) END)"
    }
  }

  private func sql(_ predicate: Expression.Predicate, _ alias: String) -> String {
    func among(_ column: String, _ values: [String]) -> String {
      "\(alias).\(quoted(column)) IN (\(values.map(literal).joined(separator: ", ")))"
    }
    return switch predicate {
    case .null(let column): "\(alias).\(quoted(column)) IS NULL"
    case .notNull(let column): "\(alias).\(quoted(column)) IS NOT NULL"
    case .among(let column, let values): "coalesce(\(among(column, values)), \(dialect.truth(false)))"
    case .notAmong(let column, let values): "NOT coalesce(\(among(column, values)), \(dialect.truth(false)))"
    }
  }
}
