import JSON
import ShellLanguage

extension RecordMethod {
  static let ofNodes: [RecordMethod] = [
    RecordMethod("check_key", of: "node", ["key"], "Whether that is the node's key.") {
      (node, call) throws(ShellError) -> Value in
      let answer = try node.database.link.read(
        "node.check_api_key", ["id": .integer(try node.savedID()), "api_key": .string(try Arguments.text(call, 0))])
      return .bool(answer["valid"]?.bool ?? false)
    },
    RecordMethod("reset_api_key", of: "node", [], "Gives the node a new key, and answers it.") {
      (node, _) throws(ShellError) -> Value in
      let method = "node.reset_api_key"
      try node.database.checkShows([method])
      let answer = try node.database.change(method, ["id": .integer(try node.savedID())])
      node.database.tellSecrets(in: answer, of: node.shape)
      guard let key = answer["api_key"]?.string else { return .none }
      node.secrets["api_key"] = key
      return .text(key)
    },
  ]

  static let ofCollaborations: [RecordMethod] = [
    RecordMethod("get_organization_ids", of: "collaboration", [], "The ids of its organizations.") {
      (collaboration, _) throws(ShellError) -> Value in .ids(try collaboration.records("organizations"))
    },
    RecordMethod("get_task_ids", of: "collaboration", [], "The ids of its tasks.") {
      (collaboration, _) throws(ShellError) -> Value in .ids(try collaboration.records("tasks"))
    },
    RecordMethod(
      "get_node_from_organization", of: "collaboration", ["organization"], "The organization's node in it, or None."
    ) { (collaboration, call) throws(ShellError) -> Value in
      let id = try Arguments.id(call.value(0))
      for node in try collaboration.records("nodes") where try node.referenceID("organization") == id {
        return .object(node)
      }
      return .none
    },
    RecordMethod(
      "get_nodes_from_organizations", of: "collaboration", ["ids"], "The nodes that these organizations have in it."
    ) { (collaboration, call) throws(ShellError) -> Value in
      var ids: [Int64] = []
      for element in try call.interpreter.elements(of: call.value(0)) { ids.append(try Arguments.id(element)) }
      var nodes: [Value] = []
      for node in try collaboration.records("nodes") {
        if let id = try node.referenceID("organization"), ids.contains(id) { nodes.append(.object(node)) }
      }
      return .list(nodes)
    },
    RecordMethod("get_result_ids", of: "organization", [], "The ids of its results.") {
      (organization, _) throws(ShellError) -> Value in .ids(try organization.records("results"))
    },
  ]

  static let ofTasks: [RecordMethod] = [
    RecordMethod("results_for_node", of: "task", ["node"], "The results that a node has to give.") {
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
    },
    RecordMethod(
      "is_for_all_collaborations", of: "algorithm_store", [], "Whether every collaboration may use it."
    ) { (store, _) throws(ShellError) -> Value in .bool(try store.referenceID("collaboration") == nil) },
  ]
}
