import ClientKit
import JSON
import Vocabulary

/// What was done to records, or would be: `{changed: [{entity, count, ids, names}], deleted: [...], detached: [...]}`.
enum RecordGroups {
  static let columns = [
    Column("action"), Column("entity"), Column("count", number: true), Column("ids"),
  ]

  private static let actions: [(done: String, do: String)] = [
    ("changed", "change"), ("deleted", "delete"), ("detached", "detach"),
  ]

  static func rows(_ answer: JSON) -> [JSON] {
    actions.map(\.done).flatMap { action in
      (answer[action]?.array ?? []).map { item in
        var row = JSON.Object([.init("action", .string(action))])
        row.members += item.object?.members ?? []
        return .object(row)
      }
    }
  }

  /// `deleted user 'jane' (7)`, or `deleted 30 results: 1, 2, … and 10 more`
  static func sentences(_ answer: JSON, isDry: Bool, _ style: Style) -> String {
    var text = ""
    for row in rows(answer) {
      let action = row["action"]?.string ?? ""
      let verb = isDry ? "would \(actions.first { $0.done == action }?.do ?? action)" : action
      let count = row["count"]?.integer ?? 0
      let words = (row["entity"]?.string ?? "record").replacing("_", with: " ")
      let (ids, names) = (row["ids"]?.array ?? [], row["names"]?.array ?? [])
      let named = ids.prefix(Cell.namedMax).enumerated().map { place, id in
        Cell.identified(id, names.indices.contains(place) ? names[place].string : nil)
      }
      let list = Cell.listed(named, of: Int(count))
      let what = count == 1 ? words + " " : Wording.counted(count, words) + (list.isEmpty ? "" : ": ")
      text += style.safe("\(verb) \(what)\(list)") + "\n"
    }
    return text
  }
}
