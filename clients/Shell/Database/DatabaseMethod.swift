import ClientKit
import JSON
import ShellLanguage

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
      summary: "Takes back a change with all of its transaction: the one of that number, or your newest."
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
      let numbers = answer["undone"]?.array?.compactMap(\.integer) ?? []
      for change in answer["changes"]?.array ?? [] {
        let action =
          change["before"]?.isNull ?? true ? "made again" : change["after"]?.isNull ?? true ? "deleted" : "restored"
        let record = Cell.identified(change["id"] ?? .null, change["name"]?.string)
        database.link.note("\(action): \(change["entity"]?.string ?? "record") \(Escape.controls(in: record))")
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
      summary: "Prints how the daemon and its database are, as far as the daemon tells."
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

/// A change as the audit log has it.
final class HistoryEntry: HostObject {
  private let json: JSON

  init(_ json: JSON) { self.json = json }

  var typeName: String { "Change" }

  func representation() throws(ShellError) -> String {
    let program = json["program"]?.string.map { " with \($0)" } ?? ""
    return "<Change \(json["seq"]?.integer ?? 0): \(json["at"]?.string ?? "") \(json["method"]?.string ?? "") "
      + "\(json["entity"]?.string ?? "") \(Cell.identified(json["id"] ?? 0, json["name"]?.string)) by \(ChangeAuthor.name(json))\(program)\(difference)>"
  }

  private var difference: String {
    let (before, after) = (json["before"]?.object, json["after"]?.object)
    guard let after else { return ", deleted" }
    guard let before else { return ", made" }
    let parts = after.members.compactMap { member -> String? in
      guard let old = before[member.key], old != member.value else { return nil }
      guard let (gone, came) = old.array.flatMap({ old in member.value.array.map { (old, $0) } }) else {
        return "\(member.key): \(Self.shown(old)) → \(Self.shown(member.value))"
      }
      let changes = came.map { " +" + Cell.identified($0) } + gone.map { " -" + Cell.identified($0) }
      return "\(member.key):\(changes.joined())"
    }
    return parts.isEmpty ? ", changed" : ", " + parts.joined(separator: ", ")
  }

  private static func shown(_ value: JSON) -> String {
    value.object?["id"] == nil ? value.description : Cell.identified(value)
  }

  func attributeNames() -> [String] { json.object?.members.map(\.key).sorted() ?? [] }

  func attribute(_ name: String) throws(ShellError) -> Value? {
    switch json[name] {
    case .integer(let number)?: .int(number)
    case .string(let text)?: .text(text)
    case .null?: Value.none
    case let other?: .text(other.description)
    case nil: nil
    }
  }
}
