import Engine

/// The changes to one record.
struct RecordChange {
  let entity: String
  let id: Int64
  var rows: [RowChange]
}

/// The changes of one call by record, in the order in which each record was first changed.
struct RecordChanges {
  private(set) var all: [RecordChange] = []
  /// The number of changed rows.
  private(set) var rowCount = 0
  /// The places of the first `placed` records. Most calls change few records, which are found without it.
  private var places: [RecordID: Int] = [:]
  private var placed = 0

  private static let fewMax = 8
  private static let largeBytes = 1 << 20

  /// Whether it has a large value.
  var isLarge: Bool {
    all.contains { $0.rows.contains { Self.isLarge($0.before) || Self.isLarge($0.after) } }
  }

  private static func isLarge(_ columns: [RowChange.Column]?) -> Bool {
    columns?.contains { $0.value.text.map { $0.utf8.count >= largeBytes } ?? false } ?? false
  }

  mutating func add(_ change: RowChange, to entity: String, _ id: Int64) {
    rowCount += 1
    if let place = place(of: entity, id) {
      all[place].rows.append(change)
    } else {
      all.append(RecordChange(entity: entity, id: id, rows: [change]))
    }
  }

  /// Adds a record that the log has without a changed row.
  mutating func add(_ entity: String, _ id: Int64) { all.append(RecordChange(entity: entity, id: id, rows: [])) }

  private mutating func place(of entity: String, _ id: Int64) -> Int? {
    if let last = all.last, last.id == id, last.entity == entity { return all.count - 1 }
    guard all.count > Self.fewMax else { return all.lastIndex { $0.id == id && $0.entity == entity } }
    for place in placed..<all.count { places[RecordID(entity: all[place].entity, id: all[place].id)] = place }
    placed = all.count
    return places[RecordID(entity: entity, id: id)]
  }
}
