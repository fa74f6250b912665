import Catalogue
import Engine
import JSON

/// What is read of one record, and where in the row of a SELECT each part stands.
struct Selection {
  indirect enum Part {
    case id(key: [UInt8], column: Int32)
    case field(key: [UInt8], BoundField, column: Int32)
    case one(key: [UInt8], One)
    case count(key: [UInt8], column: Int32)
    case many(key: [UInt8], Many)
    case etag(EtagPlan)
    case change(key: [UInt8], Field.ChangePart)
  }

  /// Where a record of a log says which record was changed, and how.
  struct Change {
    let entity: Int32
    let id: Int32
    let rows: Int32
  }

  /// A to-one relation, whose record stands in the same row.
  struct One {
    let name: String
    /// The column that refers to it: null for none.
    let reference: Int32
    /// The id over there: null where the reference dangles.
    let id: Int32
    let selection: Selection
  }

  /// A to-many relation, read by a statement of its own: its only parameter is the id of the record.
  struct Many {
    let name: String
    /// Where the id of the record whose rows they are stands in its own row.
    let owner: Int32
    let sql: String
    /// The id that a pair names, where the relation is one of pairs: it may dangle.
    let reference: Int32?
    let id: Int32
    let selection: Selection
    /// Nil where all are answered.
    let limit: Limit?
  }

  /// No more rows than these are answered.
  struct Limit {
    let rows: Int
    /// How many there are: a statement whose only parameter is the id of the record.
    let count: String
  }

  let entity: BoundEntity
  var parts: [Part] = []
  /// The public keys, and where they stand: what the server cannot use of them is told. Kept apart from the parts, since
  /// looking through all of them for each record costs more than the check.
  var publicKeys: [(name: String, column: Int32)] = []
  /// Where the parent's id stands, for entities whose rows extend another table's: null in a damaged row.
  var parentID: Int32?
  /// For records of a log of which something is asked that their change tells.
  var change: Change?
}

/// A SELECT being planned: the query and its columns, each term once.
struct Columns {
  var query: Query
  private(set) var terms: [String] = []

  init(_ model: Model, _ dialect: any Dialect) { query = Query(model, dialect) }

  mutating func column(_ term: String) -> Int32 {
    if let place = terms.firstIndex(of: term) { return Int32(place) }
    terms.append(term)
    return Int32(terms.count - 1)
  }

  var list: String { terms.joined(separator: ", ") }
}
