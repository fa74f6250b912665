package import Catalogue
import JSON
import Vocabulary

/// All methods that an open file offers, by name. A method is a value in a file of `Methods/`, with a line here.
///
/// One table serves all threads, and is replaced as a whole when the layout of the database changes.
package final class OperationTable: Sendable {
  package let model: Model
  package let all: [Operation]
  private let index: [String: Int]

  package convenience init(_ model: Model, _ metrics: Metrics) {
    let service: [Operation] =
      [
        .ping, .hello, .cancel, .describe, .discover, .status, .graph, .check, .checks, .backup, .verify, .restore,
        .copy,
        .migrate, .repair, .export, .importing, .apply, .updateRecords, .deleteRecords, .transaction, .sizes,
        .compact,
        .auditFind, .auditUndo, .auditPrune, .watchStart, .watchStop,
      ]
    let operations =
      service
      + model.entities.flatMap { entity in entity.entity.verbs.map { .standard($0, of: entity) } }
      + Operation.ofUsers(model) + Operation.ofNodes(model) + Operation.ofTasks(model)
      + Operation.ofRoles(model) + Operation.ofResults(model) + Operation.ofLinks(model)
    self.init(model, operations.map { $0.recorded(in: metrics) })
  }

  package init(_ model: Model, _ operations: [Operation]) {
    (self.model, all) = (model, operations)
    var index: [String: Int] = [:]
    for (place, operation) in all.enumerated() {
      index[operation.method.name] = place
      guard let entity = operation.method.entity.flatMap({ model[$0] })?.entity else { continue }
      for alias in entity.aliases { index["\(alias).\(operation.method.verb)"] = place }
    }
    self.index = index
  }

  /// The methods of new databases of each generation, the newest first.
  private static let ofGenerations = Schema.generations.sorted { $0.key > $1.key }.map { _, schema in
    OperationTable(Model(.vantage6, Layout(of: schema)), Metrics())
  }

  package subscript(_ name: String) -> Operation? { index[name].map { all[$0] } }

  /// The failure for a name without a method: `invalid` if this file lacks the entity, else `unknown_method` with the
  /// name that was probably meant. Both say whether databases of another generation have it.
  func unknown(_ name: String) -> Failure {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, model[parts[0]] == nil, model.catalogue[parts[0]] != nil {
      do throws(Failure) { _ = try model.entity(parts[0]) } catch { return error }
    }
    let elsewhere = Self.ofGenerations.lazy.compactMap { $0[name]?.method }.first
    let retirement = elsewhere?.retirement
    return Failure(
      .unknownMethod, "unknown method '\(name)'",
      hint: retirement?.has(leftBy: model.generation) == true ? retirement?.hint : nil, isAbsent: elsewhere != nil,
      suggestion: NearMiss.of(name, among: all.map(\.method.name)))
  }
}
