import ClientKit
import JSON
import ShellLanguage

/// What only certain classes had in the old shell.
extension EntityMethod {
  static let ruleByWords = EntityMethod(
    "get_by_", ["name", "scope", "operation"], "The rule for an operation on a resource within a scope, or None."
  ) { (type, call) throws(ShellError) -> Value in
    let condition: JSON = [
      "name": .string(try Arguments.text(call, 0)), "scope": .string(try Arguments.word(call, 1)),
      "operation": .string(try Arguments.word(call, 2)),
    ]
    return try type.database.list(type.shape, where: condition, limit: 1).first.map { .object($0) } ?? Value.none
  }

  static let nodeByKey = EntityMethod("get_by_api_key", ["api_key"], "The node with that key, or None.") {
    (type, call) throws(ShellError) -> Value in
    let answer = try type.database.link.read(
      "node.find_by_api_key", ["api_key": .string(try Arguments.text(call, 0))])
    guard let id = answer["node"]?["id"]?.integer else { return .none }
    return try type.database.find(type.shape, id).map { .object($0) } ?? Value.none
  }

  static let nodesOnline = EntityMethod("get_online_nodes", [], "The nodes that are connected now.") {
    (type, _) throws(ShellError) -> Value in
    .list(try type.database.list(type.shape, where: ["status": "online"]).map { .object($0) })
  }

  static func nodeExists(_ name: String) -> EntityMethod {
    EntityMethod(
      name, ["organization_id", "collaboration_id"], "Whether the organization has a node in the collaboration."
    ) { (type, call) throws(ShellError) -> Value in
      if case .text(let text) = call.value(0), case .field(let field)? = type.shape.member(text), !field.isSecret {
        return .bool(try type.exists(field, call.value(1), call.runtime))
      }
      let condition: JSON = [
        "organization.id": .integer(try Arguments.id(call.value(0))),
        "collaboration.id": .integer(try Arguments.id(call.value(1))),
      ]
      return .bool(!(try type.database.list(type.shape, where: condition, limit: 1).isEmpty))
    }
  }

  static func nextRun(_ name: String) -> EntityMethod {
    EntityMethod(name, [], "The run number that the next task gets; asking does not take it.") {
      (type, _) throws(ShellError) -> Value in
      let answer = try type.database.link.read("task.next_run_id", [:])
      return answer["run_id"]?.integer.map { .int($0) } ?? Value.none
    }
  }

  static let firstUser = EntityMethod("get_first_user", [], "The user with the lowest id.") {
    (type, _) throws(ShellError) -> Value in
    try type.database.list(type.shape, limit: 1).first.map { .object($0) } ?? Value.none
  }

  static let storesByURL = EntityMethod("get_by_url", ["url"], "The stores at that address.") {
    (type, call) throws(ShellError) -> Value in
    let condition: JSON = ["url": .string(try Arguments.text(call, 0))]
    return .list(try type.database.list(type.shape, where: condition).map { .object($0) })
  }
}
