import ShellLanguage

/// A class whose records this database cannot have: it finds none.
final class AbsentType: HostObject {
  private let name: String

  init(_ name: String) { self.name = name }

  var typeName: String { "type" }
  var standsOnItsOwnLine: Bool { false }
  func representation() throws(ShellError) -> String { "<class 'db.\(name)'>" }
  func isType(of value: Value) -> Bool? { false }
  func parameters() -> Parameters? { ["*", "**values"] }

  func help() throws(ShellError) -> HelpText {
    HelpText("db.\(name): this database has none of these. Another version of the server has them.")
  }

  func attributeNames() -> [String] { ["exists", "get", "get_by_name", "help"] }

  func call(_ call: Call) throws(ShellError) -> Value {
    throw ShellError(
      "TypeError", "this database has no \(name): another version of the server has it",
      hint: "a newer vantage6 server adds it when it upgrades the database")
  }

  func attribute(_ name: String) throws(ShellError) -> Value? {
    let isFinder = name.hasPrefix("get_by_") || name.hasPrefix("find_by_")
    switch name {
    case "get":
      return .function(
        FunctionValue("get", ["id="], "Finds nothing: this database has no such records.") {
          (call) throws(ShellError) -> Value in
          call[0] == nil || call.value(0).isNone ? .list([]) : .none
        })
    case "exists": return Self.answering(name, .bool(false))
    case "help": return Self.answering(name, .none)
    default: return isFinder ? Self.answering(name, .none) : nil
    }
  }

  private static func answering(_ name: String, _ value: Value) -> Value {
    .function(
      FunctionValue(name, ["*values"], "Finds nothing: this database has no such records.") {
        (_) throws(ShellError) -> Value in value
      }
    )
  }
}
