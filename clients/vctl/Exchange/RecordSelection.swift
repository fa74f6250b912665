import ClientKit
import JSON
import Vocabulary

/// The records that `--entity` and `--where` name.
struct RecordSelection {
  private let arguments: CommandArguments

  init(_ arguments: CommandArguments) { self.arguments = arguments }

  /// The daemon's parameters: `entities` and `where`, where they are given.
  func params(_ session: inout Session) throws -> JSON.Object {
    let names = arguments.values("entity").map { $0.replacing("-", with: "_") }
    var params = JSON.Object()
    if !names.isEmpty { params["entities"] = .array(names.map { .string($0) }) }
    let trees = try arguments.values("where").map { try ConditionTree($0) }
    guard !trees.isEmpty else { return params }
    guard names.count == 1 else { throw UsageError("--where needs one --entity") }
    let kinds = try session.kinds(of: try session.describe(names[0]).1, trees.flatMap(\.paths))
    params["where"] = try ConditionTree.json(trees, kinds, now: .now)
    return params
  }
}
