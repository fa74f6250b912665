package import JSON

/// One `--where`: a path of fields, a comparison, and what to compare with.
package struct Condition: Sendable, Hashable {
  package enum Comparison: String, Sendable, Hashable, CaseIterable {
    case exact = ":="
    case unequal = "!="
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
    case like = "~"
    case equal = "="

    /// As the protocol calls it.
    var word: String {
      switch self {
      case .exact, .equal: "eq"
      case .unequal: "ne"
      case .atMost: "le"
      case .atLeast: "ge"
      case .below: "lt"
      case .above: "gt"
      case .like: "like"
      }
    }
  }

  package let path: String
  package let comparison: Comparison
  package let text: String

  package init(_ word: String) throws(UsageError) {
    let end =
      word.firstIndex { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".")) } ?? word.endIndex
    let rest = word[end...]
    guard end > word.startIndex, let found = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      throw UsageError(
        "'\(Escape.controls(in: word))' is no condition",
        hint: "write --where FIELD=VALUE, or with !=, <, <=, >, >= or ~ (like)")
    }
    (path, comparison) = (String(word[..<end]), found)
    text = String(rest.dropFirst(found.rawValue.count))
  }

  /// The tree that fulfils all conditions at once; nil for none.
  package static func tree(_ conditions: [Condition], _ kinds: PathKinds) throws(UsageError) -> JSON? {
    guard !conditions.isEmpty else { return nil }
    var members: [JSON.Member] = []
    for condition in conditions { members.append(JSON.Member(condition.path, try condition.test(kinds))) }
    if Set(members.map(\.key)).count == members.count { return .object(JSON.Object(members)) }
    return .object(JSON.Object([.init("and", .array(members.map { .object(JSON.Object([$0])) }))]))
  }

  /// What stands at the path: the value itself for equality, or `{operator: value}`.
  private func test(_ kinds: PathKinds) throws(UsageError) -> JSON {
    if comparison == .exact {
      return try ValueReader.parsed(text, "what follows '\(path):='")
    }
    if text.isEmpty {
      switch comparison {
      case .equal: return ["null": true]
      case .unequal: return ["null": false]
      default: throw UsageError("'\(path)\(comparison.rawValue)' compares with nothing")
      }
    }
    if comparison == .like { return ["like": .string(text)] }
    let kind = kinds.kind(of: path)
    if case .field(let kind) = kind, !kind.isOrdered, [.below, .atMost, .above, .atLeast].contains(comparison) {
      throw UsageError(
        "'\(path)' has no order: '\(comparison.rawValue)' cannot compare it", hint: "= and != can")
    }
    let value: JSON =
      switch kind {
      case .field(let kind): try ValueReader.literal(text, kind, path)
      case .reference: try ValueReader.reference(text, path)
      case .unknown: .string(text)
      }
    return comparison == .equal ? value : .object(JSON.Object([.init(comparison.word, value)]))
  }
}

/// What the paths of an entity lead to, as far as descriptions are at hand.
package struct PathKinds {
  package enum End: Sendable, Hashable {
    case field(KindDescription)
    /// A relation itself: an id or a natural key.
    case reference
    case unknown
  }

  let entity: EntityDescription
  /// Descriptions of other entities, by name.
  let others: [String: EntityDescription]

  package init(_ entity: EntityDescription, others: [EntityDescription] = []) {
    self.entity = entity
    self.others = Dictionary(others.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func kind(of path: String) -> End {
    var place: EntityDescription? = entity
    var end = End.unknown
    for step in path.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
      if step == "id" || (step == "count" && end == .reference) {
        end = .field(.integer)
        place = nil
      } else if let relation = place?.relation(step) {
        end = .reference
        place = others[relation.target]
      } else {
        end = place?.field(step).map { .field($0.kind) } ?? .unknown
        place = nil
      }
    }
    return end
  }

  /// The next entity that some path leads through and nobody has described yet.
  package func missing(for paths: [String]) -> String? {
    for path in paths {
      var place = entity
      for step in path.split(separator: ".").dropLast() {
        guard let relation = place.relation(String(step)) else { break }
        guard let next = others[relation.target] ?? (relation.target == entity.name ? entity : nil) else {
          let last = path.split(separator: ".").last
          if last == "id" || last == "count" { break }
          return relation.target
        }
        place = next
      }
    }
    return nil
  }
}
