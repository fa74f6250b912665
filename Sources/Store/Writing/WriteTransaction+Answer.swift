package import Catalogue
import Engine
package import JSON

/// A record of one row, as it was written.
struct MadeRow {
  let entity: String
  let id: Int64
  let columns: [RowChange.Column]
}

extension WriteTransaction {
  /// Writes the record as `get` does, with its etag. A record that this call made, and that is one row, is written
  /// without asking the database for what it was just given.
  /// - Parameters:
  ///   - fields: paths; nil for all that `get` shows by default.
  ///   - manyBytesMax: the most bytes of to-many relations; nil for no limit.
  ///   - more: members that are written after the record's own.
  package func answer(
    _ entity: BoundEntity, _ id: Int64, fields: JSON?, manyBytesMax: Int?, more: [JSON.Member],
    into writer: inout JSONWriter
  ) throws(Failure) {
    if fields == nil, let made, made.entity == entity.name, made.id == id,
      try reading.write(made.columns, of: entity, more, into: &writer)
    {
      return
    }
    try reading.get(
      entity, .id(id), fields: fields, isTagged: true, manyBytesMax: manyBytesMax, more: more, into: &writer)
  }
}

extension ReadTransaction {
  /// Writes a record from the columns of its row; those that are not given are null.
  /// - Returns: whether the row is all that the answer needs; nothing was written otherwise.
  fileprivate func write(
    _ columns: [RowChange.Column], of entity: BoundEntity, _ more: [JSON.Member], into writer: inout JSONWriter
  ) throws(Failure) -> Bool {
    let plan = try planByID(of: entity)
    guard let names = plan.ownColumns, try database.isPlain(entity.table) else { return false }
    let values = names.map { name in columns.first { $0.name == name }?.value ?? .null }
    try RecordWriter(database: database, telling: plan.selection)
      .write(plan.selection, Statement(RowCursor(values)), more: more, into: &writer)
    return true
  }
}
