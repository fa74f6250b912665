import Catalogue
import Engine

// Rows that extend a row of another table.
extension Mend {
  /// Makes the row that a record extends.
  package static let withParent = Mend("makes the row") { (transaction, defect) throws(Failure) in
    guard let (entity, id) = defect.record(transaction.model), let parent = entity.parent else { return .left(nil) }
    guard try transaction.hasRow(entity.table, id), try !transaction.hasRow(parent.table, id) else { return .gone }
    var columns: [RowChange.Column] = []
    for field in entity.fields {
      if case .parent(let column) = field.source, case .text(let text)? = field.fallback {
        columns.append(.init(column, .text(text)))
      }
    }
    try transaction.writeParent(parent, columns, of: entity, id)
    return .mended("row made")
  }

  /// Gives the row that a record extends the record's type.
  package static let withRightType = Mend("sets the type") { (transaction, defect) throws(Failure) in
    guard let (entity, id) = defect.record(transaction.model), let parent = entity.parent else { return .left(nil) }
    for other in transaction.model.entities where other.parent?.table == parent.table && other.name != entity.name {
      if try transaction.hasRow(other.table, id) {
        return .left("\(other.entity.words) \(id) has the same row: delete one of them")
      }
    }
    let place = Defect.Place(parent.table, "type")
    guard let type = try transaction.value(at: place, id), type != .text(parent.type) else { return .gone }
    try transaction.set(.text(parent.type), at: place, id, of: entity)
    return .mended("type is '\(parent.type)' now")
  }

  /// Deletes a row that no record extends.
  package static let withoutLostParent = Mend("deletes the row") { (transaction, defect) throws(Failure) in
    let children = transaction.model.entities.filter { $0.parent != nil && $0.parent?.table == defect.table }
    guard let id = defect.id, let table = defect.table, let first = children.first else { return .left(nil) }
    for child in children where try transaction.hasRow(child.table, id) { return .gone }
    let type = try transaction.value(at: .init(table, "type"), id)?.text
    let entity = children.first { $0.parent?.type == type } ?? first
    return try transaction.delete(from: table, row: id, of: entity.name, id) ? .mended("row deleted") : .gone
  }
}
