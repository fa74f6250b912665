import Catalogue
import Engine
import JSON

/// What is read of one record, and the column of each part in the row of a SELECT.
struct Selection {
  enum Part {
    case id(key: [UInt8], column: Int32)
    case field(Own)
    indirect case one(key: [UInt8], One)
    case count(key: [UInt8], column: Int32)
    indirect case many(key: [UInt8], Many)
    case etag(EtagPlan)
    case change(key: [UInt8], Field.ChangePart)
  }

  /// A field of the record. A class, since each of them is looked at for each record, and its parts would be copied.
  final class Own {
    let key: [UInt8]
    let name: String
    let kind: Kind
    let isParents: Bool
    let column: Int32

    init(_ field: BoundField, column: Int32) {
      (key, name, kind) = (JSONWriter.encodedKey(field.name), field.name, field.kind)
      if case .parent = field.source { isParents = true } else { isParents = false }
      self.column = column
    }
  }

  /// The columns in which a record of a log says which record was changed, and how.
  struct Change {
    let number: Int32
    let entity: Int32
    let id: Int32
    let rows: Int32
  }

  /// A to-one relation. Its record is in the same row.
  struct One {
    let name: String
    /// The column that refers to the record; null without a reference.
    let reference: Int32
    /// The column with the record's id; null if the reference dangles.
    let id: Int32
    let selection: Selection
  }

  /// A to-many relation, read by a statement of its own. The only parameter is the id of the record that has the
  /// relation.
  struct Many {
    let name: String
    /// The column with the id of the record that has the relation, in that record's row.
    let owner: Int32
    let sql: String
    let page: RelationPage
    /// In a relation by pairs, the column with the id in the pair, which may dangle.
    let reference: Int32?
    let id: Int32
    let selection: Selection
    /// Nil if all rows are returned.
    let limit: Limit?
  }

  /// A statement for the relation of several records at once. Its only parameter is the list of their ids; the rows of
  /// a record follow each other.
  final class RelationPage {
    let sql: String
    /// The column with the id of the record that has the relation.
    let owner: Int32

    init(sql: String, owner: Int32) { (self.sql, self.owner) = (sql, owner) }
  }

  /// The most rows that are returned.
  struct Limit {
    let rows: Int
    /// A SELECT of the number of all rows. Its only parameter is the id of the record.
    let count: String
  }

  let entity: BoundEntity
  var parts: [Part] = []
  /// The public keys and their columns, for warnings about keys that the server cannot use. They are kept beside the
  /// parts, since searching all parts for each record costs more than the check.
  var publicKeys: [(name: String, column: Int32)] = []
  /// For entities whose rows extend another table's: the column with the parent's id, which is null in a damaged
  /// record.
  var parentID: Int32?
  /// For records of a log, if a requested field is made from the change.
  var change: Change?
}

extension Selection {
  /// The to-many relations whose records have their ids in a row of this selection.
  var relations: [Many] {
    parts.flatMap { part -> [Many] in
      switch part {
      case .many(_, let many): [many]
      case .one(_, let one): one.selection.relations
      default: []
      }
    }
  }

  /// Whether one statement reads all of it.
  var isAlone: Bool {
    change == nil && relations.isEmpty
      && parts.allSatisfy { part in if case .etag(let plan) = part { plan.many.isEmpty } else { true } }
  }
}

/// A SELECT that is being planned: the query and its columns, each term once.
struct Columns {
  var query: Query
  /// Whether secrets may be among the fields: for an export, never for an answer.
  var showsSecrets = false
  private(set) var terms: [String] = []

  init(_ model: Model, _ dialect: any Dialect) { query = Query(model, dialect) }

  mutating func column(_ term: String) -> Int32 {
    if let place = terms.firstIndex(of: term) { return Int32(place) }
    terms.append(term)
    return Int32(terms.count - 1)
  }

  /// The columns that the terms are; nil if one of them is something else.
  func names(of entity: BoundEntity, _ layout: Layout) -> [String]? {
    let columns = layout.columns[entity.table] ?? []
    let names = terms.compactMap { term in columns.first { term == "t0.\(quoted($0))" || term == "t0.\($0)" } }
    return names.count == terms.count ? names : nil
  }

  var list: String { terms.joined(separator: ", ") }
}
