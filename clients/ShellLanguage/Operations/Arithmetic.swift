import Glibc

/// `+ - * / // % **` and the signs.
enum Arithmetic {
  static func apply(
    _ operation: BinaryOperator, _ left: Value, _ right: Value, _ budget: Budget
  ) throws(ShellError) -> Value {
    if let a = Numbers.number(left), let b = Numbers.number(right) {
      if case .int(let a) = a, case .int(let b) = b { return try integers(operation, a, b) }
      if let a = Numbers.float(left), let b = Numbers.float(right) { return .float(try floats(operation, a, b)) }
    }
    if let value = try sequences(operation, left, right, budget) { return value }
    if case .object(let object) = left,
      let value = try object.arithmetic(operation.rawValue, right, isOnTheRight: false)
    {
      return value
    }
    if case .object(let object) = right,
      let value = try object.arithmetic(operation.rawValue, left, isOnTheRight: true)
    {
      return value
    }
    throw unsupported(operation, left, right)
  }

  private static func unsupported(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> ShellError {
    var error = ShellError.type(
      "'\(operation.rawValue)' takes no \(left.typeName) and \(right.typeName)")
    switch (operation, left, right) {
    case (.add, .text, _), (.add, _, .text): error.hint = "use an f-string: f\"{…}\", or str(…)"
    case (.modulo, .text, _): error.hint = "use an f-string: f\"{…}\""
    default: if left.isNone || right.isNone { error.hint = "one of them is None" }
    }
    return error
  }

  // MARK: - Integers

  private static func integers(_ operation: BinaryOperator, _ a: Int64, _ b: Int64) throws(ShellError) -> Value {
    switch operation {
    case .add: return .int(try exact(a.addingReportingOverflow(b)))
    case .subtract: return .int(try exact(a.subtractingReportingOverflow(b)))
    case .multiply: return .int(try exact(a.multipliedReportingOverflow(by: b)))
    case .divide:
      guard b != 0 else { throw zero() }
      return .float(Double(a) / Double(b))
    case .floorDivide:
      guard b != 0 else { throw zero() }
      let quotient = try exact(a.dividedReportingOverflow(by: b))
      return .int(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient)
    case .modulo:
      guard b != 0 else { throw zero() }
      guard b != -1 else { return .int(0) }
      let rest = a % b
      return .int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
    case .power: return try power(a, b)
    }
  }

  private static func exact(_ result: (partialValue: Int64, overflow: Bool)) throws(ShellError) -> Int64 {
    if result.overflow { throw .overflow() }
    return result.partialValue
  }

  private static func zero() -> ShellError { ShellError("ZeroDivisionError", "division by zero") }

  private static func power(_ base: Int64, _ exponent: Int64) throws(ShellError) -> Value {
    if exponent < 0 { return .float(try floats(.power, Double(base), Double(exponent))) }
    if base == 0 || base == 1 { return .int(exponent == 0 ? 1 : base) }
    if base == -1 { return .int(exponent % 2 == 0 ? 1 : -1) }
    guard exponent < 64 else { throw .overflow() }
    var result: Int64 = 1
    for _ in 0..<exponent { result = try exact(result.multipliedReportingOverflow(by: base)) }
    return .int(result)
  }

  // MARK: - Floats

  private static func floats(_ operation: BinaryOperator, _ a: Double, _ b: Double) throws(ShellError) -> Double {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide:
      guard b != 0 else { throw zero() }
      return a / b
    case .floorDivide: return try divide(a, b).quotient
    case .modulo: return try divide(a, b).rest
    case .power:
      if a == 0, b < 0 { throw ShellError("ZeroDivisionError", "0 has no negative power") }
      let result = pow(a, b)
      if result.isNaN, !a.isNaN, !b.isNaN { throw .value("a negative number has no such power") }
      if result.isInfinite, a.isFinite, b.isFinite { throw ShellError("OverflowError", "the result is too large") }
      return result
    }
  }

  /// Floor division with the rest of the divisor's sign, as Python computes both.
  static func divide(_ a: Double, _ b: Double) throws(ShellError) -> (quotient: Double, rest: Double) {
    guard b != 0 else { throw zero() }
    var rest = fmod(a, b)
    var quotient = (a - rest) / b
    if rest != 0 {
      if (b < 0) != (rest < 0) {
        rest += b
        quotient -= 1
      }
    } else {
      rest = b < 0 ? -0.0 : 0.0
    }
    guard quotient != 0 else { return (copysign(0, a / b), rest) }
    var floor = quotient.rounded(.down)
    if quotient - floor > 0.5 { floor += 1 }
    return (floor, rest)
  }

  // MARK: - Texts, lists, tuples

  private static func sequences(
    _ operation: BinaryOperator, _ left: Value, _ right: Value, _ budget: Budget
  ) throws(ShellError) -> Value? {
    switch (operation, left, right) {
    case (.add, .text(let a), .text(let b)):
      try budget.checkText(a.utf8.count + b.utf8.count)
      return .text(a + b)
    case (.add, .list(let a), .list(let b)):
      return .list(try concatenated(try a.elements(), try b.elements(), budget))
    case (.add, .tuple(let a), .tuple(let b)): return .tuple(try concatenated(a.elements, b.elements, budget))
    case (.multiply, .text(let text), _), (.multiply, _, .text(let text)):
      guard let count = Numbers.integer(left) ?? Numbers.integer(right) else { return nil }
      let times = Int(max(0, count))
      let (bytes, isOver) = times.multipliedReportingOverflow(by: text.utf8.count)
      try budget.checkText(isOver ? .max : bytes)
      return .text(bytes == 0 ? "" : String(repeating: text, count: times))
    case (.multiply, .list(let list), _), (.multiply, _, .list(let list)):
      guard let count = Numbers.integer(left) ?? Numbers.integer(right) else { return nil }
      return .list(try repeated(try list.elements(), Int(max(0, count)), budget))
    case (.multiply, .tuple(let tuple), _), (.multiply, _, .tuple(let tuple)):
      guard let count = Numbers.integer(left) ?? Numbers.integer(right) else { return nil }
      return .tuple(try repeated(tuple.elements, Int(max(0, count)), budget))
    default: return nil
    }
  }

  private static func concatenated(_ a: [Value], _ b: [Value], _ budget: Budget) throws(ShellError) -> [Value] {
    try budget.checkElements(a.count + b.count)
    try budget.allocate((a.count + b.count) * 24)
    return a + b
  }

  private static func repeated(_ elements: [Value], _ times: Int, _ budget: Budget) throws(ShellError) -> [Value] {
    guard !elements.isEmpty else { return [] }
    let (count, isOver) = times.multipliedReportingOverflow(by: elements.count)
    try budget.checkElements(isOver ? .max : count)
    try budget.allocate(count * 24)
    return Array([[Value]](repeating: elements, count: times).joined())
  }

  // MARK: - Signs

  static func negated(_ value: Value) throws(ShellError) -> Value {
    switch Numbers.number(value) {
    case .int(let number):
      guard number != .min else { throw .overflow() }
      return .int(-number)
    case .float(let number): return .float(-number)
    case nil:
      if case .object(let object) = value, let negated = try object.arithmetic("-", .int(0), isOnTheRight: true) {
        return negated
      }
      throw .type("'-' takes a number, not \(value.phrase)")
    }
  }

  static func positive(_ value: Value) throws(ShellError) -> Value {
    switch Numbers.number(value) {
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case nil: throw .type("'+' takes a number, not \(value.phrase)")
    }
  }
}
