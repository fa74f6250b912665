import Catalogue
import Engine
import JSON
import Vocabulary

/// The order of the rows of a page, and the cursors that say where in that order a page ended.
struct Ordering {
  struct Term {
    /// What rows are ordered by.
    let sql: String
    let isDescending: Bool
    /// False for the record's number.
    let isNullable: Bool
    let column: Int32
  }

  private(set) var terms: [Term] = []
  /// The entity and the names of the order. A cursor contains it, so that a cursor of another order is refused.
  private let text: String
  private let entity: BoundEntity
  private let dialect: any Dialect

  /// The condition for the rows after a cursor nests one level deeper with each term, and the stack of SQLite's parser
  /// is small.
  static let termsMax = 6

  /// The last term is the record's number, which decides ties. Without an order, a log begins with its newest record.
  init(_ order: JSON?, of scope: Scope, _ columns: inout Columns) throws(Failure) {
    (entity, dialect) = (scope.entity, columns.query.dialect)
    var names: [String] = []
    switch order {
    case nil, .null?: if entity.entity.isLog { names = ["-" + entity.number] }
    case .string(let text)?: names = text.split(separator: ",").map(String.init)
    case .array(let items)?:
      for item in items {
        guard let name = item.string else { throw Self.refusal("expected a list of names", scope) }
        names.append(name)
      }
    default: throw Self.refusal("expected a list of names", scope)
    }
    guard names.count <= Self.termsMax else { throw Self.refusal("at most \(Self.termsMax) names", scope) }
    for name in names {
      let isDescending = name.hasPrefix("-")
      let path = (isDescending ? name.dropFirst() : name[...]).split(
        separator: ".", omittingEmptySubsequences: false
      ).map(String.init)
      guard path.count <= Query.pathMax else {
        throw Self.refusal("'\(name)' has more than \(Query.pathMax) parts", scope)
      }
      let (sql, kind) = try Self.term(path[...], of: scope, &columns)
      terms.append(
        Term(
          sql: dialect.ordered(sql, kind), isDescending: isDescending, isNullable: sql != scope.number,
          column: columns.column(sql)))
      if sql == scope.number { break }
    }
    let id = scope.number
    if terms.last?.sql != id {
      terms.append(Term(sql: id, isDescending: false, isNullable: false, column: columns.column(id)))
    }
    text = scope.entity.name + ":" + names.joined(separator: ",")
  }

  private static func refusal(_ message: String, _ scope: Scope) -> Failure {
    Failure(.invalid, "'order': \(message)", entity: scope.entity.name, field: "order")
  }

  private static func term(
    _ path: ArraySlice<String>, of scope: Scope, _ columns: inout Columns
  ) throws(Failure) -> (sql: String, kind: Kind) {
    let name = path.first ?? ""
    let rest = path.dropFirst()
    switch try scope.entity.member(name) {
    case .id where rest.isEmpty: return (scope.number, .integer)
    case .field(let field) where rest.isEmpty:
      guard !field.field.isSecret else { throw refusal("'\(name)' is a secret", scope) }
      return (try columns.query.term(field, of: scope), field.kind)
    case .relation(let relation):
      guard case .column(let column) = relation.link else {
        guard rest == ["count"] else { throw refusal("'\(name)' has many records: sort by '\(name).count'", scope) }
        return (try columns.query.count(relation, of: scope), .integer)
      }
      if rest.isEmpty { return (scope.column(column), .integer) }
      return try term(rest, of: try columns.query.follow(relation, column: column, from: scope), &columns)
    default: throw refusal("'\(name)' is not a relation", scope)
    }
  }

  var sql: String {
    terms.map { dialect.order($0.sql, isDescending: $0.isDescending, isNullable: $0.isNullable) }.joined(
      separator: ", ")
  }

  // MARK: Cursors

  /// The cursor of a page that ends with the current row.
  func cursor(_ statement: borrowing Statement) -> String {
    var values: [JSON] = [.string(text)]
    for term in terms { values.append(JSON(exactly: statement.value(term.column))) }
    return Base64.encodeURL(JSON.array(values).encoded())
  }

  /// The condition that a row comes after the cursor.
  /// - Throws: `invalid` if the text is no cursor of this order.
  func condition(after cursor: String, _ query: inout Query) throws(Failure) -> String {
    let refusal = Failure(
      .invalid, "'after' is not the 'next' of a page in this order", entity: entity.name, field: "after")
    guard let bytes = Base64.decodeURL(cursor), let json = try? JSON(parsing: bytes),
      case .array(let items) = json, items.first == .string(text), items.count == terms.count + 1
    else { throw refusal }
    var values: [SQLValue] = []
    for item in items.dropFirst() {
      guard let value = SQLValue(exactly: item) else { throw refusal }
      values.append(value)
    }
    return condition(after: values[...], terms[...], &query)
  }

  /// Nulls sort first. The `>=` before the alternatives lets the engine use an index.
  private func condition(
    after values: ArraySlice<SQLValue>, _ terms: ArraySlice<Term>, _ query: inout Query
  ) -> String {
    guard let value = values.first, let term = terms.first else { return dialect.truth(false) }
    let rest =
      terms.count > 1 ? condition(after: values.dropFirst(), terms.dropFirst(), &query) : dialect.truth(false)
    let (sql, isLast) = (term.sql, terms.count == 1)
    if value.isNull {
      return term.isDescending ? "(\(sql) IS NULL AND \(rest))" : "(\(sql) IS NOT NULL OR (\(sql) IS NULL AND \(rest)))"
    }
    let bound = query.bind(value)
    if isLast { return term.isDescending ? "\(sql) < \(bound)" : "\(sql) > \(bound)" }
    return term.isDescending
      ? "(\(sql) < \(bound) OR \(sql) IS NULL OR (\(sql) = \(bound) AND \(rest)))"
      : "(\(sql) >= \(bound) AND (\(sql) > \(bound) OR (\(sql) = \(bound) AND \(rest))))"
  }
}
