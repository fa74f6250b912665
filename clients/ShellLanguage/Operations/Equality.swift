/// `==` and `in`.
enum Equality {
  static func areEqual(_ a: Value, _ b: Value, _ budget: Budget, depth: Int = 0) throws(ShellError) -> Bool {
    try budget.step()
    switch (a, b) {
    case (.none, .none): return true
    case (.text(let a), .text(let b)): return a.isIdentical(to: b)
    case (.list(let a), .list(let b)):
      if a === b { return true }
      return try areEqual(try a.elements(), try b.elements(), budget, depth: depth)
    case (.tuple(let a), .tuple(let b)):
      if a === b { return true }
      return try areEqual(a.elements, b.elements, budget, depth: depth)
    case (.dict(let a), .dict(let b)):
      if a === b { return true }
      return try areEqual(a, b, budget, depth: depth)
    case (.range(let a), .range(let b)):
      guard a.count == b.count else { return false }
      return a.count == 0 || (a.start == b.start && (a.count == 1 || a.step == b.step))
    case (.object(let object), _): return try object.equals(b)
    case (_, .object(let object)): return try object.equals(a)
    default:
      if let order = Order.ofNumbers(a, b) { return order == .same }
      return a.isSame(as: b)
    }
  }

  private static func areEqual(
    _ a: [Value], _ b: [Value], _ budget: Budget, depth: Int
  ) throws(ShellError) -> Bool {
    guard a.count == b.count else { return false }
    guard depth < Budget.nestingMax else { throw .recursion() }
    for (x, y) in zip(a, b) {
      guard try areSameOrEqual(x, y, budget, depth: depth + 1) else { return false }
    }
    return true
  }

  private static func areEqual(
    _ a: DictValue, _ b: DictValue, _ budget: Budget, depth: Int
  ) throws(ShellError) -> Bool {
    guard a.count == b.count else { return false }
    guard depth < Budget.nestingMax else { throw .recursion() }
    for pair in a.pairs {
      guard let other = b[try HashKey(pair.key, budget)] else { return false }
      guard try areSameOrEqual(pair.value, other, budget, depth: depth + 1) else { return false }
    }
    return true
  }

  /// As containers compare: what is the same object is equal, even `nan`.
  static func areSameOrEqual(_ a: Value, _ b: Value, _ budget: Budget, depth: Int = 0) throws(ShellError) -> Bool {
    if a.isSame(as: b) { return true }
    return try areEqual(a, b, budget, depth: depth)
  }

  /// `needle in haystack`
  static func contains(_ haystack: Value, _ needle: Value, _ budget: Budget) throws(ShellError) -> Bool {
    switch haystack {
    case .text(let text):
      guard case .text(let part) = needle else {
        throw .type("only a text can be in a text, not \(needle.phrase)")
      }
      return TextSearch.first(of: part, in: text) != nil
    case .dict(let dict): return dict[try HashKey(needle, budget)] != nil
    case .range(let range):
      if let number = Numbers.exactInteger(needle) { return range.contains(number) }
      return false
    case .object(let object):
      if let answer = try object.contains(needle) { return answer }
    default: break
    }
    guard let iterator = try Iteration.iterator(of: haystack, budget) else {
      throw .type("'in' cannot search \(haystack.phrase)")
    }
    while let element = try iterator.next() {
      try budget.step()
      if try areSameOrEqual(element, needle, budget) { return true }
    }
    return false
  }
}
