import Catalogue
import Engine

/// The changes of a call in the order in which they are undone: the last first, but a deleted row comes back before what
/// refers to it, and a new row goes after what refers to it, since an engine may enforce references.
struct InversionQueue {
  private typealias Row = Inversion.Row

  private let changes: [(change: RowChange, record: AuditRecord)]
  private let model: Model
  /// The changes that are left, the next one last.
  private var waiting: [Int]
  private var isTaken: [Bool]
  /// Whether the change was looked at: rows may refer to each other in a circle.
  private var isSeen: [Bool]
  /// The deletions, by their row.
  private var deletions: [Row: Int] = [:]
  /// The changes after which something refers to the row.
  private var referrers: [Row: [Int]] = [:]

  init(_ records: [AuditRecord], _ model: Model) {
    self.model = model
    changes = records.flatMap { record in record.changes.map { ($0, record) } }
    waiting = Array(changes.indices)
    isTaken = changes.map { _ in false }
    isSeen = isTaken
    for (index, (change, record)) in changes.enumerated() {
      for row in targets(of: change.after, change.table, record) { referrers[row, default: []].append(index) }
      if change.after == nil, let id = change.row { deletions[Row(table: change.table, row: id)] = index }
    }
  }

  mutating func next() -> (RowChange, AuditRecord)? {
    while let index = waiting.last {
      isSeen[index] = true
      if isTaken[index] {
        waiting.removeLast()
      } else if let first = change(before: index) {
        waiting.append(first)
      } else {
        waiting.removeLast()
        isTaken[index] = true
        return changes[index]
      }
    }
    return nil
  }

  /// A change that has to be undone before that one, and was not looked at.
  private func change(before index: Int) -> Int? {
    let (change, record) = changes[index]
    if change.before == nil, let id = change.row {
      return referrers[Row(table: change.table, row: id)]?.last { !isSeen[$0] }
    }
    for row in targets(of: change.before, change.table, record) {
      if let deletion = deletions[row], !isSeen[deletion] { return deletion }
    }
    return nil
  }

  /// The rows to which a row or pair with those values refers; of a row that extends another one, that one, too.
  private func targets(of columns: [RowChange.Column]?, _ table: String, _ record: AuditRecord) -> [Row] {
    let entity = model[record.entity]
    let ends = model.ends(ofPairs: table)
    return (columns ?? []).compactMap { column in
      guard let id = column.value.integer else { return nil }
      if column.name == "id", let parent = entity?.parent, table == entity?.table {
        return Row(table: parent.table, row: id)
      }
      let target =
        ends.first { $0.column == column.name }?.entity
        ?? model.target(of: column.name, in: table, entity: record.entity)
      return target.map { Row(table: $0.table, row: id) }
    }
  }
}
