import Catalogue
import Engine
import JSON
import Vocabulary

// Turns `where`, a tree of conditions, into SQL.
extension Query {
  /// The condition that all members of the tree hold; nil for an empty tree.
  mutating func condition(_ tree: JSON, of scope: Scope) throws(Failure) -> String? {
    guard case .object(let object) = tree else {
      throw Failure(
        .invalid, "'where': expected an object of conditions, got \(Encoding.shown(tree))", entity: scope.entity.name,
        field: "where")
    }
    guard object.members.count > 1 else { return try terms(object, of: scope).first }
    return try inside(.group) { (query) throws(Failure) in
      "(" + (try query.terms(object, of: scope)).joined(separator: " AND ") + ")"
    }
  }

  private mutating func terms(_ object: JSON.Object, of scope: Scope) throws(Failure) -> [String] {
    var terms: [String] = []
    for member in object.members {
      try countCondition()
      switch member.key {
      case "and", "or":
        guard case .array(let trees) = member.value, !trees.isEmpty else {
          throw Failure(.invalid, "'\(member.key)': expected a list of conditions", field: "where")
        }
        let parts = try inside(.group) { (query) throws(Failure) in
          try trees.map { tree throws(Failure) in try query.condition(tree, of: scope) ?? query.dialect.truth(true) }
        }
        terms.append("(" + parts.joined(separator: member.key == "and" ? " AND " : " OR ") + ")")
      case "not":
        let term = try inside(.negation) { (query) throws(Failure) in try query.condition(member.value, of: scope) }
        terms.append("NOT coalesce(\(term ?? dialect.truth(true)), \(dialect.truth(false)))")
      default:
        let path = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard path.count <= Self.pathMax else {
          throw Failure(.limit, "'where': a path has more than \(Self.pathMax) parts", entity: scope.entity.name)
        }
        terms.append(try condition(path[...], member.value, of: scope))
      }
    }
    return terms
  }

  private mutating func condition(
    _ path: ArraySlice<String>, _ value: JSON, of scope: Scope
  ) throws(Failure) -> String {
    let name = path.first ?? ""
    let rest = path.dropFirst()
    switch try scope.entity.member(name) {
    case .id:
      try end(rest, after: name, scope)
      return try compare(scope.number, value, kind: .integer, name: scope.entity.number, scope)
    case .field(let field):
      try end(rest, after: name, scope)
      return try condition(field, value, of: scope)
    case .relation(let relation): return try condition(relation, rest, value, of: scope)
    }
  }

  private func end(_ rest: ArraySlice<String>, after name: String, _ scope: Scope) throws(Failure) {
    guard let next = rest.first else { return }
    throw Failure(
      .invalid, "'\(name)' of \(scope.entity.entity.words) is not a relation: it has no '\(next)'",
      entity: scope.entity.name, field: name)
  }

  private mutating func condition(_ field: BoundField, _ value: JSON, of scope: Scope) throws(Failure) -> String {
    if case .first(let relation, let column) = field.source {
      // The condition holds if any of the rows fulfils it, not only the first.
      guard let relation = scope.entity.relation(relation) else { return dialect.truth(false) }
      if value.isNull || value == ["null": true] { return "NOT \(try exists(relation, nil, of: scope))" }
      let rows = try self.rows(relation, of: scope)
      let term = rows.scope.column(column)
      let condition = try compare(term, value, kind: field.kind, name: field.name, scope)
      return "EXISTS (SELECT 1 \(rows.sql) AND \(condition))"
    }
    let term = try self.term(field, of: scope)
    let value = field.field.has(.entityName) ? catalogued(value) : value
    return try compare(term, value, kind: field.kind, name: field.name, scope, isSecret: field.field.isSecret)
  }

  private mutating func condition(
    _ relation: BoundRelation, _ rest: ArraySlice<String>, _ value: JSON, of scope: Scope
  ) throws(Failure) -> String {
    if rest.first == "count", relation.isMany {
      try end(rest.dropFirst(), after: "count", scope)
      return try compare(try count(relation, of: scope), value, kind: .integer, name: "\(relation.name).count", scope)
    }
    guard case .column(let column) = relation.link else {
      return try many(relation, rest, value, of: scope)
    }
    if rest.isEmpty { return try reference(relation, scope.column(column), value, of: scope) }
    if rest == ["id"] {
      return try compare(scope.column(column), value, kind: .integer, name: "\(relation.name).id", scope)
    }
    return try condition(rest, value, of: try follow(relation, column: column, from: scope))
  }

  /// The value with each alias of an entity replaced by the entity's name.
  private func catalogued(_ value: JSON) -> JSON {
    switch value {
    case .string(let name): .string(model.catalogue[name]?.name ?? name)
    case .array(let items): .array(items.map(catalogued))
    case .object(let object): .object(JSON.Object(object.members.map { .init($0.key, catalogued($0.value)) }))
    default: value
    }
  }

  /// The condition that at least one row of a to-many relation matches the value.
  private mutating func many(
    _ relation: BoundRelation, _ rest: ArraySlice<String>, _ value: JSON, of scope: Scope
  ) throws(Failure) -> String {
    if rest.isEmpty, value.isNull || value == ["null": true] { return "NOT \(try exists(relation, nil, of: scope))" }
    if rest.isEmpty, value == ["null": false] { return try exists(relation, nil, of: scope) }
    let rows = try self.rows(relation, of: scope)
    // Tables that the condition joins belong inside the subquery.
    var inner = nested()
    let condition = try inner.inside(.subquery) { (inner) throws(Failure) in
      if rest.isEmpty {
        return try inner.reference(relation, "\(rows.scope.alias).id", value, of: rows.scope, isInside: true)
      }
      return try inner.condition(rest, value, of: rows.scope)
    }
    adopt(inner)
    return "EXISTS (SELECT 1 FROM \(rows.from)\(inner.joins) WHERE \(rows.condition) AND \(condition))"
  }

  private mutating func exists(_ relation: BoundRelation, _ condition: String?, of scope: Scope) throws(Failure)
    -> String
  {
    let rows = try self.rows(relation, of: scope)
    return "EXISTS (SELECT 1 \(rows.sql)\(condition.map { " AND \($0)" } ?? ""))"
  }

  /// Compares a relation with a record, given by its id, its natural key or an object of conditions.
  private mutating func reference(
    _ relation: BoundRelation, _ column: String, _ value: JSON, of scope: Scope, isInside: Bool = false
  ) throws(Failure) -> String {
    switch value {
    case .null, .integer: return try compare(column, value, kind: .integer, name: relation.name, scope)
    case .object(let object) where !object.members.contains(where: { Kind.allOperators.contains($0.key) }):
      let target = try follow(relation, column, of: scope, isInside)
      return try condition(value, of: target) ?? "(\(column) IS NOT NULL)"
    case .object(let object) where object.members.allSatisfy({ $0.value.isNumberOrFlag }):
      return try compare(column, value, kind: .integer, name: relation.name, scope)
    default:
      let target = try follow(relation, column, of: scope, isInside)
      if let key = try RecordKey(naturalKeyOf: target.entity, value) {
        return try condition(key.condition, of: target) ?? dialect.truth(false)
      }
      guard target.entity.naturalKey.count == 1, let field = target.entity.naturalKey.first else {
        throw Failure(
          .invalid,
          "'\(relation.name)': expected the id of \(target.entity.entity.indefinite), got \(Encoding.shown(value))",
          entity: scope.entity.name, field: relation.name)
      }
      return try compare(try term(field, of: target), value, kind: field.kind, name: relation.name, scope)
    }
  }

  private mutating func follow(
    _ relation: BoundRelation, _ column: String, of scope: Scope, _ isInside: Bool
  ) throws(Failure) -> Scope {
    if isInside { return scope }
    guard case .column(let name) = relation.link else { return scope }
    return try follow(relation, column: name, from: scope)
  }
}

extension JSON {
  fileprivate var isNumberOrFlag: Bool {
    switch self {
    case .integer, .bool, .null: true
    case .array(let items): items.allSatisfy(\.isNumberOrFlag)
    default: false
    }
  }
}
