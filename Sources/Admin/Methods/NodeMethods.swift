import Catalogue
import JSON
import Store

/// The methods of nodes besides the five standard ones.
extension Operation {
  static func ofNodes(_ model: Model) -> [Operation] {
    guard let node = model["node"], node.field("api_key") != nil else { return [] }
    return [resetKey(node), checkKey(node), findByKey(node)]
  }

  private static let exampleKey = JSON.string(BoundEntity.exampleFreshKey)

  private static func resetKey(_ node: BoundEntity) -> Operation {
    Operation(
      Method(
        "node.reset_api_key", entity: node.name, "Give the node a new API key, which is shown only once.",
        access: .write,
        parameters: Method.key(of: node) + Parameter.cautions + [.answered], answer: .record,
        retirement: .apiKey, example: Example(changing: node, more: ["api_key": exampleKey])),
      secrets: .newKey(node),
      .write(
        answering(node) { (transaction, arguments) throws(Failure) in
          try transaction.renewKey(node, RecordKey(arguments.key, of: node))
        }))
  }

  private static func checkKey(_ node: BoundEntity) -> Operation {
    Operation(
      Method(
        "node.check_api_key", entity: node.name, "Check whether an API key is the node's.", access: .read,
        parameters: Method.key(of: node) + [
          Parameter("api_key", .text, "The key to check.", required: true, secret: true)
        ],
        answer: .object([.init("valid", .value(.boolean), "Whether the key is the node's.")]), question: "valid",
        retirement: .apiKey, example: Example(of: node, ["api_key": exampleKey], answers: ["valid": true])),
      .slow { (database, arguments, _, _, writer) throws(Failure) in
        let stored = try database.read { (transaction) throws(Failure) in
          try transaction.secret("api_key", of: node, RecordKey(arguments.key, of: node))
        }
        let key = arguments.text("api_key") ?? ""
        writer.value(["valid": .bool(stored.map { StoredSecret($0).matches(key) } ?? false)])
      })
  }

  private static func findByKey(_ node: BoundEntity) -> Operation {
    Operation(
      Method(
        "node.find_by_api_key", entity: node.name,
        "Find the node that an API key belongs to. Each node takes about a quarter of a second.",
        access: .read, parameters: [Parameter("api_key", .text, "The key.", required: true, secret: true)],
        answer: .object([.init("node", .optional(.record), "The node; null when no node has the key.")]),
        question: "node", retirement: .apiKey, example: Example(["api_key": exampleKey], answers: ["node": nil])),
      .slow { (database, arguments, _, work, writer) throws(Failure) in
        let key = arguments.text("api_key") ?? ""
        let stored = try database.read { (transaction) throws(Failure) in try transaction.secrets("api_key", of: node) }
        // Compare the keys that are stored in plain text first, since that costs almost nothing.
        let plain = stored.first { !Bcrypt.isHash($0.secret) && StoredSecret($0.secret).matches(key) }
        let hashed = stored.filter { Bcrypt.isHash($0.secret) }
        let found =
          plain?.id
          ?? Parallel.firstIndex(hashed.count, until: work.isCancelled) { StoredSecret(hashed[$0].secret).matches(key) }
          .map { hashed[$0].id }
        if found == nil, work.isCancelled() { throw .cancelled }
        writer.beginObject()
        writer.key("node")
        if let found {
          try database.read { (transaction) throws(Failure) in try transaction.get(node, .id(found), into: &writer) }
        } else {
          writer.null()
        }
        writer.endObject()
      })
  }
}
