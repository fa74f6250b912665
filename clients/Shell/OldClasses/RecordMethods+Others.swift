import JSON
import ShellLanguage

extension RecordMethod {
  static let checkKey = RecordMethod("check_key", ["key"], "Whether that is the node's key.") {
    (node, call) throws(ShellError) -> Value in
    let answer = try node.database.link.read(
      "node.check_api_key", ["id": .integer(try node.savedID()), "api_key": .string(try Arguments.text(call, 0))])
    return .bool(answer["valid"]?.bool ?? false)
  }

  static let resetKey = RecordMethod("reset_api_key", [], "Gives the node a new key, and returns it.") {
    (node, _) throws(ShellError) -> Value in
    let method = "node.reset_api_key"
    try node.database.checkShows([method])
    let answer = try node.database.change(method, ["id": .integer(try node.savedID())])
    node.database.tellSecrets(in: answer, of: node.shape)
    guard let key = answer["api_key"]?.string else { return .none }
    node.secrets["api_key"] = key
    return .text(key)
  }

  static let organizationIDs = RecordMethod("get_organization_ids", [], "The ids of its organizations.") {
    (collaboration, _) throws(ShellError) -> Value in .ids(try collaboration.records("organizations"))
  }

  static let taskIDs = RecordMethod("get_task_ids", [], "The ids of its tasks.") {
    (collaboration, _) throws(ShellError) -> Value in .ids(try collaboration.records("tasks"))
  }

  static let nodeOfOrganization = RecordMethod(
    "get_node_from_organization", ["organization"], "The organization's node in it, or None."
  ) { (collaboration, call) throws(ShellError) -> Value in
    let id = try Arguments.id(call.value(0))
    for node in try collaboration.records("nodes") where try node.referenceID("organization") == id {
      return .object(node)
    }
    return .none
  }

  static let nodesOfOrganizations = RecordMethod(
    "get_nodes_from_organizations", ["ids"], "The nodes that these organizations have in it."
  ) { (collaboration, call) throws(ShellError) -> Value in
    var ids: [Int64] = []
    for element in try call.runtime.elements(of: call.value(0)) { ids.append(try Arguments.id(element)) }
    var nodes: [Value] = []
    for node in try collaboration.records("nodes") {
      if let id = try node.referenceID("organization"), ids.contains(id) { nodes.append(.object(node)) }
    }
    return .list(nodes)
  }

  static let resultIDs = RecordMethod("get_result_ids", [], "The ids of its results.") {
    (organization, _) throws(ShellError) -> Value in .ids(try organization.records("results"))
  }

  static let resultsForNode = RecordMethod("results_for_node", ["node"], "The results that a node has to compute.") {
    (task, call) throws(ShellError) -> Value in
    guard let node = Record.from(call.value(0)), node.shape.name == "node" else {
      throw ShellError("TypeError", "results_for_node takes a Node")
    }
    guard try node.referenceID("collaboration") == task.referenceID("collaboration") else { return .list([]) }
    let id = try node.referenceID("organization")
    var results: [Value] = []
    for result in try task.records("results") where try result.referenceID("organization") == id {
      results.append(.object(result))
    }
    return .list(results)
  }

  static let isForAllCollaborations = RecordMethod(
    "is_for_all_collaborations", [], "Whether every collaboration may use it."
  ) { (store, _) throws(ShellError) -> Value in .bool(try store.referenceID("collaboration") == nil) }
}

extension OldClass {
  /// The organization's node in the task's collaboration: it has no column of its own.
  static func nodeOfResult(_ result: Record) throws(ShellError) -> Value {
    guard let shape = result.database.schema.shape("node"), let organization = try result.referenceID("organization"),
      let collaboration = try result.records("task").first?.referenceID("collaboration")
    else { return .none }
    let condition: JSON = [
      "organization.id": .integer(organization), "collaboration.id": .integer(collaboration),
    ]
    let node = try result.database.one(shape, where: condition, "this organization and collaboration")
    return node.map { .object($0) } ?? Value.none
  }
}
