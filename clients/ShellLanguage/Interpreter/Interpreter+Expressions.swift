extension Interpreter {
  /// The value of an expression.
  func evaluate(_ expression: Expression, _ scope: Scope) throws(ShellError) -> Value {
    switch expression.kind {
    case .constant(let literal): return Value(literal)
    case .name(let name):
      do throws(ShellError) { return try lookUp(name, scope) } catch { throw error.located(at: expression.position) }
    default:
      return try nested(at: expression.position) { () throws(ShellError) -> Value in
        try compute(expression, scope)
      }
    }
  }

  private func compute(_ expression: Expression, _ scope: Scope) throws(ShellError) -> Value {
    switch expression.kind {
    case .constant(let literal): return Value(literal)
    case .name(let name): return try lookUp(name, scope)
    case .formatted(let parts): return .text(try formatted(parts, scope))
    case .list(let elements): return .list(try evaluate(elements, scope))
    case .tuple(let elements): return .tuple(try evaluate(elements, scope))
    case .dict(let entries): return .dict(try dict(entries, scope))
    case .attribute(let owner, let name, let position):
      let owner = try evaluate(owner, scope)
      do throws(ShellError) { return try attribute(name, of: owner) } catch { throw error.located(at: position) }
    case .index(let owner, let key):
      let owner = try evaluate(owner, scope)
      return try Items.item(try evaluate(key, scope), of: owner, budget)
    case .slice(let owner, let bounds): return try slice(try evaluate(owner, scope), bounds, scope)
    case .call(let callee, let arguments): return try call(callee, arguments, at: expression.position, scope)
    case .unary(let operation, let operand): return try unary(operation, try evaluate(operand, scope))
    case .binary(let operation, let left, let right):
      let left = try evaluate(left, scope)
      return try Arithmetic.apply(operation, left, try evaluate(right, scope), budget)
    case .compare(let first, let comparisons): return try compare(first, comparisons, scope)
    case .and(let operands): return try firstOperand(operands, whoseTruthIs: false, scope)
    case .or(let operands): return try firstOperand(operands, whoseTruthIs: true, scope)
    case .conditional(let test, let then, let otherwise):
      return try evaluate(try evaluate(test, scope).isTrue() ? then : otherwise, scope)
    case .lambda(let form):
      return .function(FunctionValue(Lambda(form: form, scope: scope === globals ? nil : scope, chunk: chunk)))
    case .comprehension(let comprehension): return try comprehend(comprehension, scope)
    }
  }

  func evaluate(_ expressions: [Expression], _ scope: Scope) throws(ShellError) -> [Value] {
    try budget.checkElements(expressions.count)
    try budget.allocate(expressions.count * 24)
    var values: [Value] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions { values.append(try evaluate(expression, scope)) }
    return values
  }

  private func dict(_ entries: [DictEntry], _ scope: Scope) throws(ShellError) -> DictValue {
    let dict = DictValue()
    for entry in entries {
      if let key = entry.key {
        let keyValue = try evaluate(key, scope)
        let hashKey = try nested(at: key.position) { () throws(ShellError) in try HashKey(keyValue, budget) }
        try dict.checkRoom(budget)
        dict.set(hashKey, keyValue, try evaluate(entry.value, scope))
        continue
      }
      guard case .dict(let other) = try evaluate(entry.value, scope) else {
        throw ShellError("TypeError", "'**' takes a dict", at: entry.value.position)
      }
      for pair in other.pairs {
        try dict.checkRoom(budget)
        dict.set(try HashKey(pair.key, budget), pair.key, pair.value)
      }
    }
    return dict
  }

  // MARK: - Operators

  private func unary(_ operation: UnaryOperator, _ operand: Value) throws(ShellError) -> Value {
    switch operation {
    case .minus: try Arithmetic.negated(operand)
    case .plus: try Arithmetic.positive(operand)
    case .not: .bool(try !operand.isTrue())
    }
  }

  /// The operand that decides `and` (the first false one) or `or` (the first true one).
  private func firstOperand(
    _ operands: [Expression], whoseTruthIs truth: Bool, _ scope: Scope
  ) throws(ShellError) -> Value {
    var value = Value.none
    for (index, operand) in operands.enumerated() {
      value = try evaluate(operand, scope)
      if index < operands.count - 1, try value.isTrue() == truth { break }
    }
    return value
  }

  private func compare(
    _ first: Expression, _ comparisons: [Comparison], _ scope: Scope
  ) throws(ShellError) -> Value {
    var left = try evaluate(first, scope)
    for comparison in comparisons {
      let right = try evaluate(comparison.operand, scope)
      guard try holds(left, comparison.comparator, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  private func holds(_ left: Value, _ comparator: Comparator, _ right: Value) throws(ShellError) -> Bool {
    switch comparator {
    case .equal: return try Equality.areEqual(left, right, budget)
    case .notEqual: return try !Equality.areEqual(left, right, budget)
    case .isSame: return left.isSame(as: right)
    case .isNotSame: return !left.isSame(as: right)
    case .isIn: return try Equality.contains(right, left, budget)
    case .isNotIn: return try !Equality.contains(right, left, budget)
    case .less: return try Order.compare(left, right, budget) == .less
    case .greater: return try Order.compare(left, right, budget) == .greater
    case .lessOrEqual:
      let order = try Order.compare(left, right, budget)
      return order == .less || order == .same
    case .greaterOrEqual:
      let order = try Order.compare(left, right, budget)
      return order == .greater || order == .same
    }
  }

  // MARK: - Slices

  func positions(_ bounds: SliceBounds, count: Int, _ scope: Scope) throws(ShellError) -> Slicing.Positions {
    func bound(_ expression: Expression?) throws(ShellError) -> Value {
      guard let expression else { return .none }
      return try evaluate(expression, scope)
    }
    return try Slicing.positions(
      try bound(bounds.lower), try bound(bounds.upper), try bound(bounds.step), count: count)
  }

  private func slice(_ value: Value, _ bounds: SliceBounds, _ scope: Scope) throws(ShellError) -> Value {
    switch value {
    case .list(let list):
      let elements = try list.elements()
      let picked = Slicing.slice(elements, try positions(bounds, count: elements.count, scope))
      try budget.allocate(picked.count * 24)
      return .list(picked)
    case .tuple(let tuple):
      let picked = Slicing.slice(tuple.elements, try positions(bounds, count: tuple.elements.count, scope))
      try budget.allocate(picked.count * 24)
      return .tuple(picked)
    case .text(let text):
      try budget.checkText(text.utf8.count)
      return .text(Slicing.slice(text, try positions(bounds, count: text.unicodeScalars.count, scope)))
    case .range(let range):
      let positions = try positions(bounds, count: range.count, scope)
      let step = range.step &* Int64(positions.step)
      let start = range[positions.start]
      return .range(RangeValue(start: start, stop: start &+ step &* Int64(positions.count), step: step))
    default:
      throw .type("\(value.phrase) has no slices")
    }
  }

  // MARK: - f-strings

  private func formatted(_ parts: [FormattedPart], _ scope: Scope) throws(ShellError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .field(let expression, let conversion, let format, let label):
        var value = try evaluate(expression, scope)
        if let label { text += label }
        let specification = try formatted(format, scope)
        try nested(at: expression.position) { () throws(ShellError) in
          if let conversion { value = .text(try Representation.converted(value, by: conversion, budget)) }
          text += try Formatting.text(value, specification, budget)
        }
      }
      try budget.checkText(text.utf8.count)
    }
    return text
  }
}

extension Value {
  fileprivate init(_ literal: Literal) {
    switch literal {
    case .none: self = .none
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    case .text(let text): self = .text(text)
    }
  }
}
