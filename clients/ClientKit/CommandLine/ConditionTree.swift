package import JSON
package import Vocabulary

/// One `--where`: comparisons joined by `and`, `or` and `not`, with parentheses.
package indirect enum ConditionTree: Sendable, Hashable {
  case one(Condition)
  case all([ConditionTree])
  case any([ConditionTree])
  case not(ConditionTree)

  package init(_ text: String) throws(UsageError) {
    var reader = ConditionReader(text)
    self = try reader.whole()
  }

  /// The paths that are compared.
  package var paths: [String] {
    switch self {
    case .one(let condition): [condition.path]
    case .all(let trees), .any(let trees): trees.flatMap(\.paths)
    case .not(let tree): tree.paths
    }
  }

  /// The condition that all of them hold, as the protocol has it; nil for none.
  /// - Parameter now: what `today` and `1h` are counted from.
  package static func json(
    _ trees: [ConditionTree], _ kinds: PathKinds, now: Moment
  ) throws(UsageError) -> JSON? {
    guard !trees.isEmpty else { return nil }
    return try ConditionTree.all(trees).json(kinds, now: now)
  }

  private func json(_ kinds: PathKinds, now: Moment) throws(UsageError) -> JSON {
    switch self {
    case .one(let condition): return try condition.tree(kinds, now: now)
    case .not(let tree): return ["not": try tree.json(kinds, now: now)]
    case .any(let trees): return ["or": .array(try Self.parts(trees, kinds, now: now))]
    case .all(let trees):
      let parts = try Self.parts(trees, kinds, now: now)
      // The members of one object hold at once; a path that is there twice needs two objects.
      let members = parts.flatMap { $0.object?.members ?? [] }
      return Set(members.map(\.key)).count == members.count
        ? .object(JSON.Object(members)) : ["and": .array(parts)]
    }
  }

  private static func parts(
    _ trees: [ConditionTree], _ kinds: PathKinds, now: Moment
  ) throws(UsageError) -> [JSON] {
    var parts: [JSON] = []
    for tree in trees { parts.append(try tree.json(kinds, now: now)) }
    return parts
  }

  /// The comparison at the end of a text that is still typed: what completion goes on with.
  package static func last(of text: String) -> String {
    var rest = text[...]
    for word in [" and ", " or "] {
      if let range = rest.ranges(of: word).last { rest = rest[range.upperBound...] }
    }
    while rest.hasPrefix("not ") || rest.hasPrefix("(") { rest = rest.dropFirst(rest.hasPrefix("(") ? 1 : 4) }
    return String(rest)
  }
}
