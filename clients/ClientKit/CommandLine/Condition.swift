import JSON
import Vocabulary

/// One comparison of a `--where`: a path of fields, an operator, and what to compare with.
package struct Condition: Sendable, Hashable {
  package enum Comparison: String, Sendable, Hashable, CaseIterable {
    case exact = ":="
    case unequal = "!="
    case unlike = "!~"
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
    case like = "~"
    case same = "=="
    case equal = "="

    /// The operator that the text begins with.
    static func beginning(_ text: Substring) -> Comparison? { allCases.first { text.hasPrefix($0.rawValue) } }

    /// Of those that tell what comes before what: as the protocol calls it.
    fileprivate var order: String? {
      switch self {
      case .below: "lt"
      case .atMost: "le"
      case .above: "gt"
      case .atLeast: "ge"
      case .exact, .unequal, .unlike, .like, .same, .equal: nil
      }
    }
  }

  package let path: String
  package let comparison: Comparison
  /// What follows the operator, as it was written.
  package let text: String

  init(_ path: String, _ comparison: Comparison, _ text: String) {
    (self.path, self.comparison, self.text) = (path, comparison, text)
  }

  /// A comparison that stands alone, without `and`, `or` and `not`.
  package init(_ word: String) throws(UsageError) {
    guard let head = ConditionHead(word[...]) else { throw ConditionHead.refusal(word) }
    self.init(head.path, head.comparison, String(word[head.end...]))
  }

  /// The condition, as the protocol has it: an object with one member.
  func tree(_ kinds: PathKinds, now: Moment) throws(UsageError) -> JSON {
    switch comparison {
    case .exact: return [path: try ValueReader.parsed(text, "what follows '\(path):='")]
    case .equal, .same, .unequal: return try equality(kinds, now)
    case .like, .unlike:
      let word = try single()
      // Without a mark for any text, it is the part that is looked for.
      let like: JSON = [path: ["like": .string(word.contains("%") ? word : "%\(word)%")]]
      return comparison == .like ? like : ["not": like]
    case .below, .atMost, .above, .atLeast: return [path: try order(single(), kinds, now)]
    }
  }

  /// - Throws: for none, where something must be compared with.
  private func single() throws(UsageError) -> String {
    guard !text.isEmpty else { throw UsageError("'\(path)\(comparison.rawValue)' has no value to compare with") }
    let items = ConditionItem.split(text)
    return items.count == 1 && items[0].isQuoted ? items[0].text : text
  }

  // MARK: Equality

  /// Equal to the value or to one of a list; or to none of them.
  private func equality(_ kinds: PathKinds, _ now: Moment) throws(UsageError) -> JSON {
    let isNegated = comparison == .unequal
    guard !text.isEmpty else { return [path: ["null": .bool(!isNegated)]] }
    let kind = kinds.kind(of: path)
    let items = kind.isListed ? ConditionItem.split(text) : [ConditionItem(text: text, isQuoted: false)]
    guard items.allSatisfy({ !$0.text.isEmpty || $0.isQuoted }) else {
      throw UsageError(
        "'\(path)\(comparison.rawValue)…' has an empty value between its commas",
        hint: "'\\,' is a comma within a value")
    }
    var alternatives: [JSON] = []
    for item in items { alternatives.append(try value(item.text, kind, now)) }
    if alternatives.count > 1 {
      let isField = alternatives.allSatisfy { $0.object == nil } && kind != .reference
      let any: JSON =
        isField ? [path: ["in": .array(alternatives)]] : ["or": .array(alternatives.map { [path: $0] })]
      return isNegated ? ["not": any] : any
    }
    let one = alternatives[0]
    guard isNegated else { return [path: one] }
    // Of many related records, none may be equal.
    return one.object != nil || kind == .reference || kinds.leadsThroughMany(path)
      ? ["not": [path: one]] : [path: ["ne": one]]
  }

  /// What stands at the path for one value: an object for a span of time.
  private func value(_ text: String, _ kind: PathKinds.End, _ now: Moment) throws(UsageError) -> JSON {
    switch kind {
    case .field(.moment):
      let span = try moment(text, now)
      guard let end = span.end else { return .string(span.start.wire) }
      return ["ge": .string(span.start.wire), "lt": .string(end.wire)]
    case .field(let kind): return try ValueReader.literal(text, kind, path)
    case .reference: return try ValueReader.reference(text, path)
    case .unknown: return .string(text)
    }
  }

  // MARK: Order

  private func order(_ text: String, _ kinds: PathKinds, _ now: Moment) throws(UsageError) -> JSON {
    let kind = kinds.kind(of: path)
    if case .field(let kind) = kind, !kind.isOrdered {
      throw UsageError("'\(path)' has no order: '\(comparison.rawValue)' cannot compare it", hint: "= and != can")
    }
    guard kind == .field(.moment) else {
      return .object(JSON.Object([.init(comparison.order ?? "eq", try value(text, kind, now))]))
    }
    let span = try moment(text, now)
    let (start, end) = (JSON.string(span.start.wire), span.end.map { JSON.string($0.wire) })
    switch comparison {
    case .below: return ["lt": start]
    case .atMost: return end.map { ["lt": $0] } ?? ["le": start]
    case .above: return end.map { ["ge": $0] } ?? ["gt": start]
    default: return ["ge": start]
    }
  }

  private func moment(_ text: String, _ now: Moment) throws(UsageError) -> MomentSpan {
    guard let span = MomentSpan(text, now: now) else {
      throw UsageError(
        "'\(path)': expected a moment, got '\(Escape.controls(in: text))'", hint: "such as \(MomentSpan.forms)")
    }
    return span
  }
}

extension PathKinds.End {
  /// Whether several values can stand with commas.
  fileprivate var isListed: Bool {
    switch self {
    case .field(.json), .field(.base64): false
    case .field, .reference, .unknown: true
    }
  }
}
