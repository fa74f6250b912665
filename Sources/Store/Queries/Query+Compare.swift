import Catalogue
import Engine
import JSON
import Vocabulary

// Comparisons of an SQL term with a value from the caller.
extension Query {
  /// Compares `term` with a plain value, or by each operator of an object. All comparisons must hold.
  mutating func compare(
    _ term: String, _ value: JSON, kind: Kind, name: String, _ scope: Scope, isSecret: Bool = false
  ) throws(Failure) -> String {
    let subject = Subject(term: term, kind: kind, name: name, entity: scope.entity, isSecret: isSecret)
    guard case .object(let object) = value else { return try compare(subject, "eq", value) }
    var terms: [String] = []
    for member in object.members {
      if !terms.isEmpty { try countCondition() }
      terms.append(try compare(subject, member.key, member.value))
    }
    guard !terms.isEmpty else {
      throw Failure(
        .invalid, "'\(name)': expected a value or one of " + Kind.allOperators.joined(separator: ", "),
        entity: scope.entity.name, field: name)
    }
    return "(" + terms.joined(separator: " AND ") + ")"
  }

  private struct Subject {
    let term: String
    let kind: Kind
    let name: String
    let entity: BoundEntity
    let isSecret: Bool

    /// An empty public key counts as null: the server's API stores no bytes for a record without a key.
    func isNull(_ flag: Bool) -> String {
      let term = kind == .publicKey ? "nullif(length(\(term)), 0)" : term
      return "\(term) IS \(flag ? "" : "NOT ")NULL"
    }
    func refusal(_ message: String, suggestion: String? = nil) -> Failure {
      Failure(.invalid, message, entity: entity.name, field: name, suggestion: suggestion)
    }
  }

  private mutating func compare(_ subject: Subject, _ operation: String, _ value: JSON) throws(Failure) -> String {
    guard Kind.allOperators.contains(operation) else {
      throw subject.refusal(
        "'\(subject.name)': unknown operator '\(operation)'",
        suggestion: NearMiss.of(operation, among: Kind.allOperators))
    }
    if operation == "null" {
      guard let flag = value.bool else { throw subject.refusal("'\(subject.name)': 'null' takes true or false") }
      return subject.isNull(flag)
    }
    if value.isNull, operation == "eq" { return subject.isNull(true) }
    if value.isNull, operation == "ne" { return subject.isNull(false) }
    if subject.isSecret || subject.kind == .publicKey {
      throw subject.refusal("'\(subject.name)' can only be compared with null")
    }
    if operation == "in" { return try among(subject, value) }
    if operation == "like" {
      guard subject.kind.operators.contains(operation), let pattern = value.string else {
        throw subject.refusal("'\(subject.name)': 'like' takes a pattern of text, with % and _")
      }
      guard dialect.canHave(.text(pattern)) else { return dialect.truth(false) }
      return dialect.like(subject.term, bind(.text(pattern)))
    }
    guard subject.kind.isOrdered || !["lt", "le", "gt", "ge"].contains(operation) else {
      throw subject.refusal("'\(subject.name)' has no order: '\(operation)' cannot compare it, 'eq', 'ne' and 'in' can")
    }
    if value.isNull { throw subject.refusal("'\(subject.name)': '\(operation)' takes a value") }
    let encoded = try encode(value, subject)
    guard dialect.canHave(encoded) else {
      return compare(subject, operation, toText: encoded.text ?? "")
    }
    let bound = bind(encoded)
    let ordered = dialect.ordered(subject.term, subject.kind)
    switch operation {
    case "ne": return dialect.different(subject.term, bound)
    case "lt": return "\(ordered) < \(bound)"
    case "le": return "\(ordered) <= \(bound)"
    case "gt": return "\(ordered) > \(bound)"
    case "ge": return "\(ordered) >= \(bound)"
    default: return "\(subject.term) = \(bound)"
    }
  }

  private mutating func among(_ subject: Subject, _ value: JSON) throws(Failure) -> String {
    guard case .array(let items) = value, items.count <= 1_000 else {
      throw subject.refusal("'\(subject.name)': 'in' takes a list of at most 1000 values")
    }
    var bound: [String] = []
    for item in items where !item.isNull {
      let encoded = try encode(item, subject)
      if dialect.canHave(encoded) { bound.append(bind(encoded)) }
    }
    let term = bound.isEmpty ? dialect.truth(false) : "\(subject.term) IN (\(bound.joined(separator: ", ")))"
    return items.contains(.null) ? "(\(term) OR \(subject.term) IS NULL)" : term
  }

  /// Compares with a text that the database cannot have: one with a zero byte, which sorts directly behind what is before
  /// that byte.
  private mutating func compare(_ subject: Subject, _ operation: String, toText text: String) -> String {
    let ordered = dialect.ordered(subject.term, subject.kind)
    switch operation {
    case "ne": return dialect.truth(true)
    case "lt", "le": return "\(ordered) <= \(bind(.text(String(text.prefix { $0 != "\0" }))))"
    case "gt", "ge": return "\(ordered) > \(bind(.text(String(text.prefix { $0 != "\0" }))))"
    default: return dialect.truth(false)
    }
  }

  private func encode(_ value: JSON, _ subject: Subject) throws(Failure) -> SQLValue {
    try Encoding.encode(value, as: subject.kind, field: subject.name, entity: subject.entity)
  }

  /// A query for the inside of a subquery. It has joins of its own, and continues our parameters and alias numbers.
  func nested() -> Query {
    var inner = self
    inner.forgetJoins()
    return inner
  }
}

extension Dialect {
  /// Whether a database can have that value.
  func canHave(_ value: SQLValue) -> Bool {
    guard !takesZeroBytes, case .text(let text) = value else { return true }
    return !text.utf8.contains(0)
  }

  /// The term as values of that kind are ordered: texts and words by their bytes.
  func ordered(_ term: String, _ kind: Kind) -> String {
    switch kind {
    case .text, .enumeration: byBytes(term)
    default: term
    }
  }
}
