import Catalogue
import Engine
import Vocabulary

/// The parts of a SELECT of the records of a to-many relation, whose alias is `t0`. The only parameter is the id of the
/// record that has the relation, or a list of such ids.
struct RelationQuery {
  let from: String
  /// WHERE and ORDER BY.
  let order: String
  /// The most records.
  let bound: String
  /// A SELECT of the number of all records.
  let count: String
  /// In a relation by pairs, the id in the pair.
  let reference: String?
  /// The id of the record that has the relation, in a query for several of them.
  let owner: String

  /// - Parameter limit: the most records, for each record that has the relation; nil for all.
  /// - Parameter isPage: whether the query is for several records; their rows follow each other.
  init(_ relation: BoundRelation, _ target: BoundEntity, limit: Int?, isPage: Bool, _ dialect: any Dialect)
    throws(Failure)
  {
    let parameter = dialect.parameter(1)
    func isOurs(_ column: String) -> String {
      isPage ? dialect.isAmong(column, parameter) : "\(column) = \(parameter)"
    }
    let isCut = isPage && limit != nil
    bound = isPage ? "" : limit.map { " LIMIT \($0)" } ?? ""
    let within = limit.map { isCut ? " \(Self.place) <= \($0)" : "" } ?? ""
    switch relation.link {
    case .column:
      throw Failure(.internal, "the catalogue is wrong", detail: "'\(relation.name)' is to-many by a column")
    case .back(let table, let column, _):
      let (table, column) = (quoted(table), quoted(column))
      reference = nil
      owner = "t0.\(column)"
      from = isCut ? "(\(Self.numbered("*", of: "\(table) WHERE \(isOurs(column))", by: column))) t0" : "\(table) t0"
      order =
        "WHERE" + (isCut ? within : " " + isOurs("t0.\(column)")) + " ORDER BY " + (isPage ? "\(owner), " : "")
        + "t0.id"
      count = "SELECT count(*) FROM \(table) WHERE \(column) = \(parameter)"
    case .through(let table, let ours, let theirs):
      let (table, ours, theirs) = (quoted(table), quoted(ours), quoted(theirs))
      reference = "m.id"
      owner = "m.owner"
      let owners = isPage ? "\(ours) AS owner, " : ""
      let pairs =
        "SELECT DISTINCT \(owners)\(theirs) AS id FROM \(table) WHERE \(isOurs(ours)) AND \(theirs) IS NOT NULL"
      let rows = isCut ? Self.numbered("owner, id", of: "(\(pairs)) p", by: "owner") : pairs
      from = "(\(rows)) m LEFT JOIN \(quoted(target.table)) t0 ON t0.id = m.id"
      order = (isCut ? "WHERE" + within + " " : "") + "ORDER BY " + (isPage ? "m.owner, " : "") + "m.id"
      count = "SELECT count(DISTINCT \(theirs)) FROM \(table) WHERE \(ours) = \(parameter)"
    }
  }

  private static let place = "place_of_row"

  private static func numbered(_ columns: String, of rows: String, by owner: String) -> String {
    "SELECT \(columns), row_number() OVER (PARTITION BY \(owner) ORDER BY id) AS \(place) FROM \(rows)"
  }
}
