import ClientKit
import JSON
import Vocabulary

/// What a delete did, or would do: `{deleted: [{entity, count, ids, names}], detached: [...]}`.
enum Deletion {
  static let columns = [
    Column("action"), Column("entity"), Column("count", number: true), Column("ids"),
  ]

  static func rows(_ answer: JSON) -> [JSON] {
    ["deleted", "detached"].flatMap { action in
      (answer[action]?.array ?? []).map { item in
        var row = JSON.Object([.init("action", .string(action))])
        row.members += item.object?.members ?? []
        return .object(row)
      }
    }
  }

  /// `deleted 3 results: 1, 2, 3`, or `deleted 2 users: 7 'jane', 9 'ann'`
  static func sentences(_ answer: JSON, isDry: Bool, _ style: Style) -> String {
    var text = ""
    for row in rows(answer) {
      let action = row["action"]?.string ?? ""
      let verb = isDry ? (action == "deleted" ? "would delete" : "would detach") : action
      let count = row["count"]?.integer ?? 0
      let (items, names) = (row["ids"]?.array ?? [], row["names"]?.array ?? [])
      let ids = items.enumerated().map { place, id in
        Cell.identified(id, names.indices.contains(place) ? names[place].string : nil)
      }.joined(separator: ", ")
      let isCut = Int64(items.count) < count
      text += style.safe("\(verb) \(counted(count, row["entity"]?.string ?? "record"))")
      text += ids.isEmpty ? "\n" : ": \(style.safe(ids))\(isCut ? ", …" : "")\n"
    }
    return text
  }

  private static func counted(_ count: Int64, _ entity: String) -> String {
    let words = entity.replacing("_", with: " ")
    return Wording.counted(count, words)
  }
}
