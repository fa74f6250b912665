/// `<`, `<=`, `>`, `>=`, and sorting.
enum Order {
  enum Result {
    case less, same, greater
    /// Nan is in no order with anything.
    case none
  }

  static func compare(_ a: Value, _ b: Value, _ budget: Budget, depth: Int = 0) throws(ShellError) -> Result {
    try budget.step()
    if let numbers = ofNumbers(a, b) { return numbers }
    switch (a, b) {
    case (.text(let a), .text(let b)):
      if a.isIdentical(to: b) { return .same }
      // UTF-8 sorts as code points do.
      return a.utf8.lexicographicallyPrecedes(b.utf8) ? .less : .greater
    case (.list(let a), .list(let b)): return try compare(try a.elements(), try b.elements(), budget, depth: depth)
    case (.tuple(let a), .tuple(let b)): return try compare(a.elements, b.elements, budget, depth: depth)
    case (.object(let object), _):
      if let order = try object.order(b) { return order < 0 ? .less : order > 0 ? .greater : .same }
    case (_, .object(let object)):
      if let order = try object.order(a) { return order < 0 ? .greater : order > 0 ? .less : .same }
    default: break
    }
    throw .type(
      "\(a.phrase) and \(b.phrase) have no order",
      hint: a.isNone || b.isNone ? "leave those out that are None" : "compare values of one type")
  }

  private static func compare(
    _ a: [Value], _ b: [Value], _ budget: Budget, depth: Int
  ) throws(ShellError) -> Result {
    guard depth < Budget.nestingMax else { throw .recursion() }
    for (x, y) in zip(a, b) where try !Equality.areSameOrEqual(x, y, budget, depth: depth + 1) {
      return try compare(x, y, budget, depth: depth + 1)
    }
    return a.count < b.count ? .less : a.count > b.count ? .greater : .same
  }

  /// The order of two numbers, exact between integers and floats; nil where one is no number.
  static func ofNumbers(_ a: Value, _ b: Value) -> Result? {
    guard let a = Numbers.number(a), let b = Numbers.number(b) else { return nil }
    switch (a, b) {
    case (.int(let a), .int(let b)): return a < b ? .less : a > b ? .greater : .same
    case (.int(let a), .float(let b)): return order(a, b)
    case (.float(let a), .int(let b)):
      switch order(b, a) {
      case .less: return .greater
      case .greater: return .less
      case let other: return other
      }
    case (.float(let a), .float(let b)): return a < b ? .less : a > b ? .greater : a == b ? .same : Result.none
    }
  }

  private static func order(_ whole: Int64, _ other: Double) -> Result {
    if other.isNaN { return .none }
    if other >= 0x1p63 { return .less }
    if other < -0x1p63 { return .greater }
    let floor = Int64(other.rounded(.down))
    if whole != floor { return whole < floor ? .less : .greater }
    return Double(floor) < other ? .less : .same
  }

  /// A stable sort, by merging.
  static func sorted(_ values: [Value], by keys: [Value], isReverse: Bool, _ budget: Budget) throws(ShellError)
    -> [Value]
  {
    var order = Array(values.indices)
    // Python reverses before and after, which keeps equal elements in their order.
    if isReverse { order.reverse() }
    var spare = order
    var width = 1
    while width < order.count {
      var start = 0
      while start < order.count {
        let middle = min(start + width, order.count)
        let end = min(middle + width, order.count)
        var (left, right) = (start, middle)
        for place in start..<end {
          let takesRight: Bool
          if left == middle {
            takesRight = true
          } else if right == end {
            takesRight = false
          } else {
            takesRight = try compare(keys[order[right]], keys[order[left]], budget) == .less
          }
          spare[place] = takesRight ? order[right] : order[left]
          if takesRight { right += 1 } else { left += 1 }
        }
        start = end
      }
      swap(&order, &spare)
      width *= 2
    }
    if isReverse { order.reverse() }
    return order.map { values[$0] }
  }
}
