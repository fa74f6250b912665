import Catalogue
import Engine

/// What the catalogue says about the columns of a table.
struct ColumnTraits {
  private var fields: [String: BoundField] = [:]
  /// The columns of fields and of to-one relations.
  private(set) var known: Set<String> = []

  init(_ table: String, _ entity: String, _ model: Model) {
    guard let entity = model[entity] else { return }
    let isParent = table == entity.parent?.table
    for field in entity.fields + entity.retiredFields {
      switch field.source {
      case .own(let column) where !isParent: fields[column] = field
      case .parent(let column) where isParent: fields[column] = field
      default: break
      }
    }
    // What the insert of a record wrote into other columns is known only if its change has them: defaults of the
    // database filled them.
    known = Set(fields.keys.filter { fields[$0]?.field.has(.foreign) != true })
    guard !isParent else { return }
    for relation in entity.relations {
      if case .column(let column) = relation.link { known.insert(column) }
    }
  }

  func isVolatile(_ column: String) -> Bool { fields[column]?.field.has(.volatile) ?? false }
  func isSecret(_ column: String) -> Bool { fields[column]?.field.isSecret ?? false }
  func isUnique(_ column: String) -> Bool { fields[column]?.field.has(.unique) ?? false }

  /// The names of the columns on the wire.
  func names(_ columns: [String]) -> String {
    columns.map { fields[$0]?.name ?? $0 }.joined(separator: ", ")
  }
}

extension Model {
  /// The entity that a column refers to, in a table of the entity or of pairs.
  func target(of column: String, in table: String, entity: String) -> BoundEntity? {
    guard let entity = self[entity] else { return nil }
    for relation in entity.relations {
      switch relation.link {
      case .column(column) where table == entity.table: return self[relation.target]
      case .through(table, _, column): return self[relation.target]
      default: continue
      }
    }
    return nil
  }
}

// What an undo reads.
extension WriteTransaction {
  /// The columns of a row; nil if there is none.
  func row(_ table: String, _ row: Int64) throws(Failure) -> [String: SQLValue]? {
    let statement = try database.statement(
      "SELECT * FROM \(quoted(table)) WHERE id = \(database.parameter(1))", [.integer(row)])
    guard try statement.next() else { return nil }
    var columns: [String: SQLValue] = [:]
    for column in 0..<statement.columnCount { columns[statement.name(column)] = statement.value(column) }
    return columns
  }

  /// Another record with one of the values in a column whose values must be unique.
  func takenValue(
    _ table: String, _ columns: [RowChange.Column], _ traits: ColumnTraits, except row: Int64 = 0
  ) throws(Failure) -> (column: String, id: Int64)? {
    for column in columns where traits.isUnique(column.name) && !column.value.isNull {
      let other = try database.value(
        "SELECT id FROM \(quoted(table)) WHERE \(quoted(column.name)) = \(database.parameter(1)) "
          + "AND id <> \(database.parameter(2)) LIMIT 1",
        [column.value, .integer(row)])
      if let id = other?.integer { return (column.name, id) }
    }
    return nil
  }

  private static let dependentsMax = 1_000

  /// Records that refer to `id` at that place, at most 1,000.
  func someDependents(_ reference: Reference, of id: Int64) throws(Failure) -> [Int64] {
    let parameter = database.parameter(1)
    let sql =
      switch reference.place {
      case .column(let table, let column): "SELECT id FROM \(quoted(table)) WHERE \(quoted(column)) = \(parameter)"
      case .pairs(let table, let ours, let theirs):
        "SELECT DISTINCT coalesce(\(quoted(theirs)), 0) FROM \(quoted(table)) WHERE \(quoted(ours)) = \(parameter)"
      }
    return try database.rows("\(sql) LIMIT \(Self.dependentsMax)", [.integer(id)]).compactMap { $0.first?.integer }
  }

  /// Whether a record that is missing was deleted by the daemon after that change: the audit log then has a later
  /// record of it.
  func wasDeleted(_ entity: String, _ id: Int64, after seq: Int64) throws(Failure) -> Bool {
    try database.value(
      "SELECT 1 FROM \(OwnTables.audit) WHERE entity = \(database.parameter(1)) AND id = \(database.parameter(2)) "
        + "AND seq > \(database.parameter(3)) LIMIT 1",
      [.text(entity), .integer(id), .integer(seq)]) != nil
  }
}
