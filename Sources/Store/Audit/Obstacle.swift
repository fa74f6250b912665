import Catalogue
import Engine

/// The address of a record in the audit log: its entity and id.
struct RecordID: Hashable {
  let entity: String
  let id: Int64
}

/// A reason why a change cannot be undone, given the rows as they are now.
struct Obstacle {
  /// The row or pair that should be as the change left it.
  enum Place {
    /// The row and these of its columns; nil for all of its columns.
    case row(table: String, row: Int64, columns: Set<String>?)
    case pair(table: String, values: [String: SQLValue])
  }

  let reason: String
  /// The records whose later changes may have caused the obstacle; empty if no change can have.
  let records: [RecordID]
  let place: Place?

  init(_ reason: String, _ records: [RecordID] = [], _ place: Place? = nil) {
    (self.reason, self.records, self.place) = (reason, records, place)
  }

  /// Whether a change to a row may have caused the obstacle.
  func isCaused(by change: RowChange) -> Bool {
    switch place {
    case .row(change.table, let row, let columns) where row == change.row:
      guard let columns, change.before != nil, let after = change.after else { return true }
      return after.contains { columns.contains($0.name) } || change.removed.contains { columns.contains($0.name) }
    case .pair(change.table, let values):
      let given = (change.before ?? change.after ?? []).filter { values[$0.name] != nil }
      return given.count == values.count && given.allSatisfy { values[$0.name] == $0.value }
    case .row, .pair, nil: return false
    }
  }
}

extension Model {
  /// The two columns of a table of pairs, with the entity that each of them names.
  func ends(ofPairs table: String) -> [(column: String, entity: BoundEntity)] {
    for entity in entities {
      for relation in entity.relations {
        guard case .through(table, let ours, let theirs) = relation.link, let target = self[relation.target] else {
          continue
        }
        return [(ours, entity), (theirs, target)]
      }
    }
    return []
  }
}
