import ClientKit
import JSON
import ShellLanguage
import Vocabulary

/// A method of `db` that stands for one of the daemon's, where it offers it.
struct DatabaseMethod: Sendable {
  let name: String
  /// The method of the daemon without which it is not there.
  let method: String
  var isChange = false
  let parameters: Parameters
  let summary: String
  let body: @Sendable (Database, Call) throws(ShellError) -> Value

  func value(_ database: Database) -> Value {
    let body = body
    return .function(
      FunctionValue(name, parameters, summary) { (call) throws(ShellError) -> Value in try body(database, call) })
  }

  private static let undoFlags = ["cascade", "restore_secrets", "long"]

  static let all: [DatabaseMethod] = [
    DatabaseMethod(
      name: "undo", method: "audit.undo", isChange: true,
      parameters: ["seq=", "cascade=", "restore_secrets=", "long=", "accept="],
      summary: "Undoes a change with all of its transaction: the one with that number, or your newest."
    ) { (database, call) throws(ShellError) -> Value in
      var params = JSON.Object()
      if case .int(let seq)? = call[0] { params["seq"] = .integer(seq) }
      for (place, name) in undoFlags.enumerated() {
        if case .bool(let flag)? = call[place + 1] { params[name] = .bool(flag) }
      }
      let accepted = try Arguments.words(call[undoFlags.count + 1])
      if !accepted.isEmpty { params["accept"] = .array(accepted.map { .string($0) }) }
      let answer: JSON
      do throws(ShellError) {
        answer = try database.change("audit.undo", .object(params), keywords: undoFlags)
      } catch { throw error.acceptable(by: "db.undo") }
      for hint in WithheldHint.all(in: answer, { "\($0.rawValue)=True" }) { database.link.note("hint: \(hint)") }
      let numbers = answer["undone"]?.array?.compactMap(\.integer) ?? []
      for change in answer["changes"]?.array ?? [] {
        let action =
          change["before"]?.isNull ?? true ? "made again" : change["after"]?.isNull ?? true ? "deleted" : "restored"
        let record = RecordName.text(change["id"] ?? .null, change["name"]?.string)
        let words = (change["entity"]?.string ?? "record").replacing("_", with: " ")
        database.link.note("\(action): \(words) \(record)")
      }
      return .list(numbers.map { .int($0) })
    },
    DatabaseMethod(
      name: "history", method: "audit.list", parameters: ["record=", "limit="],
      summary: "The changes of a record, or all of them, the newest first."
    ) { (database, call) throws(ShellError) -> Value in
      var params = JSON.Object([.init("limit", 20)])
      if case .int(let limit)? = call[1] { params["limit"] = .integer(limit) }
      if let value = call[0], !value.isNone {
        guard let record = Record.from(value) else {
          throw ShellError("TypeError", "history takes a record, not \(value.phrase)")
        }
        params["where"] = ["entity": .string(record.shape.name), "id": .integer(try record.savedID())]
      }
      let answer = try database.link.read("audit.list", .object(params))
      return .list((answer["items"]?.array ?? []).map { .object(HistoryEntry($0)) })
    },
    DatabaseMethod(
      name: "status", method: "rpc.hello", parameters: [],
      summary: "Prints the state of the daemon and its database."
    ) { (database, call) throws(ShellError) -> Value in
      let method = database.schema.offers("database.status") ? "database.status" : "rpc.hello"
      call.runtime.write(lines(try database.link.read(method, [:])))
      return .none
    },
  ]

  /// An answer as lines of names and values; lists of objects are left to programs.
  private static func lines(_ answer: JSON, _ indent: String = "") -> String {
    var text = ""
    for member in answer.object?.members ?? [] {
      switch member.value {
      case .object: text += "\(indent)\(member.key):\n" + lines(member.value, indent + "  ")
      case .array(let items):
        for item in items where item.object == nil {
          text += "\(indent)\(member.key): \(item.string ?? item.description)\n"
        }
      case .null: text += "\(indent)\(member.key): -\n"
      default: text += "\(indent)\(member.key): \(member.value.string ?? member.value.description)\n"
      }
    }
    return text
  }
}
