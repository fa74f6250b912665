import Catalogue
import Engine

extension Inversion {
  /// Finds references that would dangle: those to removed records, and those of restored records to records that were
  /// deleted later.
  mutating func findDangling(_ transaction: borrowing WriteTransaction) throws(Failure) {
    for (entity, row) in removed {
      for reference in transaction.model.references(to: entity, in: row.table) {
        try transaction.database.checkTime()
        for id in try transaction.someDependents(reference, of: row.row) {
          obstacles.append(try referenceObstacle(reference, id, entity, row, transaction))
          if isOver { return }
        }
      }
    }
    var isKnown: Set<RecordID> = []
    for one in restored {
      for (target, id) in one.targets {
        guard !isKnown.contains(RecordID(entity: target.name, id: id)), try transaction.row(target.table, id) == nil,
          try transaction.wasDeleted(target.name, id, after: one.seq), isThere(one)
        else { continue }
        isKnown.insert(RecordID(entity: target.name, id: id))
        let title = try names.title(of: target.name, id, transaction.model)
        obstacles.append(
          Obstacle(
            "\(title), to which it refers, was deleted since", [RecordID(entity: target.name, id: id)],
            .row(table: target.table, row: id, columns: nil)))
        if isOver { return }
      }
    }
  }

  /// Whether the restored row or pair exists after the undo: the transaction may have both made and removed it.
  private func isThere(_ one: Restored) -> Bool {
    !(one.row.map { removedRows.contains(Row(table: one.table, row: $0)) } ?? false)
      && !(one.pair.map { removedPairs.contains($0) } ?? false)
  }

  mutating func note(restored change: RowChange, _ record: AuditRecord, _ model: Model) {
    let before = change.before ?? []
    let targets = before.compactMap { column -> (BoundEntity, Int64)? in
      guard let id = column.value.integer,
        let target = model.target(of: column.name, in: change.table, entity: record.entity)
      else { return nil }
      return (target, id)
    }
    guard !targets.isEmpty else { return }
    let pair = model.ends(ofPairs: change.table).isEmpty ? nil : partners(change.table, before, model)
    restored.append(
      Restored(seq: record.seq, table: change.table, row: change.row, pair: pair, targets: targets))
  }

  private func referenceObstacle(
    _ reference: Reference, _ id: Int64, _ entity: BoundEntity, _ row: Row, _ transaction: borrowing WriteTransaction
  ) throws(Failure) -> Obstacle {
    let there = try names.title(of: reference.entity, id, transaction.model)
    let reason = try "\(there) refers to \(names.title(of: entity.name, row.row, transaction.model))"
    let dependent = RecordID(entity: reference.entity, id: id)
    switch reference.place {
    case .column(let table, let column):
      return Obstacle(reason, [dependent], .row(table: table, row: id, columns: [column]))
    case .pairs(let table, let ours, let theirs):
      return Obstacle(
        reason, [dependent, RecordID(entity: entity.name, id: row.row)],
        .pair(table: table, values: [ours: .integer(row.row), theirs: .integer(id)]))
    }
  }
}
