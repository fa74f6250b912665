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

  static let storesByURL = EntityMethod("get_by_url", ["url", "api_path="], "The stores at that address.") {
    (type, call) throws(ShellError) -> Value in
    let url = try Arguments.text(call, 0)
    var condition: JSON = ["url": .string(url)]
    if let given = call[1], !given.isNone {
      let path = try Arguments.text(call, 1)
      // Before version 5, the path is part of the address.
      condition =
        type.shape.entity.field("api_path") == nil
        ? ["url": .string(url + path)] : ["url": .string(url), "api_path": .string(path)]
    }
    return .list(try type.database.list(type.shape, where: condition).map { .object($0) })
  }

  static let roleByName = EntityMethod(
    "get_by_name", ["name", "is_default_role="], "The role with that name, or None; with True, the server's own."
  ) { (type, call) throws(ShellError) -> Value in
    let name = try Arguments.text(call, 0)
    var condition: JSON = ["name": ["eq": .string(name)]]
    if case .bool(let isDefault)? = call[1], type.shape.entity.field("is_default_role") != nil {
      condition = ["name": ["eq": .string(name)], "is_default_role": .bool(isDefault)]
    }
    let said = "the name \(try call.runtime.representation(of: call.value(0)))"
    return try type.database.one(type.shape, where: condition, said).map { .object($0) } ?? Value.none
  }

  static let nodeOfBoth = EntityMethod(
    "get_by_org_and_collab", ["organization_id", "collaboration_id"],
    "The node of the organization in the collaboration, or None."
  ) { (type, call) throws(ShellError) -> Value in
    let condition: JSON = [
      "organization.id": .integer(try Arguments.id(call.value(0))),
      "collaboration.id": .integer(try Arguments.id(call.value(1))),
    ]
    let node = try type.database.one(type.shape, where: condition, "this organization and collaboration")
    return node.map { .object($0) } ?? Value.none
  }

  static let sessionNameExists = EntityMethod(
    "name_exists", ["name", "collaboration="], "Whether a session has that name, in the collaboration or in any."
  ) { (type, call) throws(ShellError) -> Value in
    let name = try Arguments.text(call, 0)
    var condition: JSON = ["name": ["eq": .string(name)]]
    if let collaboration = call[1], !collaboration.isNone {
      condition = ["name": ["eq": .string(name)], "collaboration.id": .integer(try Arguments.id(collaboration))]
    }
    return .bool(!(try type.database.list(type.shape, where: condition, limit: 1).isEmpty))
  }

  static let clearColumns = EntityMethod(
    "clear", ["dataframe_id", "node_id"], "Deletes the columns that the node reported of the dataframe."
  ) { (type, call) throws(ShellError) -> Value in
    let condition: JSON = [
      "dataframe.id": .integer(try Arguments.id(call.value(0))), "node.id": .integer(try Arguments.id(call.value(1))),
    ]
    _ = try type.database.change("records.delete", ["entity": .string(type.shape.name), "where": condition])
    return .none
  }

  static let notesOfNode = EntityMethod("get_by_node_id", ["node_id"], "The notes for that node.") {
    (type, call) throws(ShellError) -> Value in
    let condition: JSON = ["node.id": .integer(try Arguments.id(call.value(0)))]
    return .list(try type.database.list(type.shape, where: condition).map { .object($0) })
  }

  static let noteByKeys = EntityMethod(
    "get_by_multiple_keys", ["dataframe_name", "session_id", "node_id"], "The note for that node and dataframe."
  ) { (type, call) throws(ShellError) -> Value in
    let condition: JSON = [
      "dataframe_name": .string(try Arguments.text(call, 0)),
      "session.id": .integer(try Arguments.id(call.value(1))), "node.id": .integer(try Arguments.id(call.value(2))),
    ]
    guard let note = try type.database.one(type.shape, where: condition, "these keys") else {
      throw ShellError("NoResultFound", "there is no \(type.shape.entity.words) with these keys")
    }
    return .object(note)
  }
}
