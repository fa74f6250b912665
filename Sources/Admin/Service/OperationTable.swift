package import Catalogue
import JSON
import Vocabulary

/// All methods that an open file offers, by name. A method is a value in a file of `Methods/`, and a line here.
package struct OperationTable: Sendable {
  package let model: Model
  package let all: [Operation]
  private let index: [String: Int]

  package init(_ model: Model, _ metrics: Metrics) {
    self.model = model
    let operations: [Operation] =
      [
        .ping, .hello, .cancel, .describe, .discover, .status, .transaction, .auditList, .auditGet, .auditUndo,
        .auditPrune, .watchStart,
        .watchStop,
      ]
      + model.entities.flatMap { entity in entity.entity.verbs.map { .standard($0, of: entity) } }
      + Operation.ofUsers(model) + Operation.ofNodes(model) + Operation.ofTasks(model)
      + Operation.ofRoles(model)
    all = operations.map { $0.recorded(in: metrics) }
    var index: [String: Int] = [:]
    for (place, operation) in all.enumerated() {
      index[operation.method.name] = place
      guard let entity = operation.method.entity.flatMap({ model[$0] })?.entity else { continue }
      for alias in entity.aliases { index["\(alias).\(operation.method.verb)"] = place }
    }
    self.index = index
  }

  /// - Throws: `unknown_method` with the near miss; `invalid` for an entity that this file has not.
  package func operation(_ name: String) throws(Failure) -> Operation {
    if let place = index[name] { return all[place] }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, model[parts[0]] == nil, model.catalogue[parts[0]] != nil { _ = try model.entity(parts[0]) }
    throw Failure(
      .unknownMethod, "unknown method '\(name)'" + NearMiss.question(name, among: all.map(\.method.name)))
  }
}
