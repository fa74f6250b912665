import ClientKit
import JSON
import JSONRPC
import Vocabulary

/// What a deletion did beside its record, for a person.
enum DeletionReport {
  /// Records of one kind that are named; the others are counted.
  private static let namedMax = 20

  /// A line for each kind of records: `detached: user 'anna' (27)`.
  ///
  /// - Parameters:
  ///   - answer: the daemon's.
  ///   - actions: those of its members that are told.
  ///   - record: the one that was to be deleted, which goes without saying.
  static func lines(_ answer: JSON, _ actions: [String], beside record: Record) -> [String] {
    actions.flatMap { action in
      (answer[action]?.array ?? []).compactMap { group in
        line(action, group, without: action == "deleted" ? record : nil)
      }
    }
  }

  /// Why it was refused, with the record's name: the daemon has the id that it was asked for.
  static func refusal(_ refusal: RPCError, of record: Record) -> String? {
    guard let id = record.id, let groups = refusal.data?["dependents"]?.array, !groups.isEmpty else { return nil }
    let others = groups.map { group in
      let words = (group["entity"]?.string ?? "record").replacing("_", with: " ")
      return Wording.counted(group["count"]?.integer ?? 1, words)
    }
    let name = record.shape.entity.key.first.flatMap { record.loaded[$0]?.string }
    let said = "\(record.shape.entity.words) \(RecordName.text(.integer(id), name))"
    return "\(said) is still referred to by \(others.joined(separator: ", "))"
  }

  private static func line(_ action: String, _ group: JSON, without record: Record?) -> String? {
    let entity = group["entity"]?.string ?? "record"
    let (ids, names) = (group["ids"]?.array ?? [], group["names"]?.array ?? [])
    var records: [String] = []
    var count = group["count"]?.integer ?? Int64(ids.count)
    if let record, record.shape.name == entity { count -= 1 }
    for (place, id) in ids.enumerated() {
      if let record, record.shape.name == entity, record.id == id.integer { continue }
      records.append(RecordName.text(id, names.indices.contains(place) ? names[place].string : nil))
    }
    guard count > 0 else { return nil }
    let words = entity.replacing("_", with: " ")
    let named = records.prefix(namedMax).joined(separator: ", ")
    if count == 1 { return "\(action): \(words) \(named)" }
    let rest = count - Int64(min(records.count, namedMax))
    return "\(action): \(Wording.counted(count, words)) \(named)" + (rest > 0 ? " and \(rest) more" : "")
  }
}
