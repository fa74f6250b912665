extension Parser {
  /// Reads an expression, or several separated by commas as a tuple.
  mutating func expressionList() throws(ShellError) -> Expression {
    let start = current.position
    let first = try starless()
    guard isSymbol(",") else { return first }
    var elements = [first]
    while takeSymbol(",") {
      guard startsExpression else { break }
      elements.append(try starless())
    }
    return try Expression(.tuple(elements), at: start.through(previous.position), over: elements)
  }

  private mutating func starless() throws(ShellError) -> Expression {
    if isSymbol("*") {
      throw .syntax(
        "'*' before a value is only supported in a call", at: current.position, hint: "add lists: 'first + second'")
    }
    return try expression()
  }

  /// The names that a loop sets: one, or several separated by commas.
  mutating func targetList() throws(ShellError) -> Expression {
    let start = current.position
    var elements = [try postfix()]
    var isTuple = false
    while takeSymbol(",") {
      isTuple = true
      guard startsExpression, !isKeyword("in") else { break }
      elements.append(try postfix())
    }
    for element in elements { try checkTarget(element) }
    guard isTuple else { return elements[0] }
    return try Expression(.tuple(elements), at: start.through(previous.position), over: elements)
  }

  var startsExpression: Bool {
    switch current.kind {
    case .name, .integer, .float, .text, .formatted, .partialText: return true
    case .keyword(let word): return ["None", "True", "False", "not", "lambda"].contains(word)
    case .symbol(let symbol): return ["(", "[", "{", "-", "+", "~", "*"].contains(symbol)
    default: return false
    }
  }

  /// Reads one expression: `a if b else c`, `lambda`, or anything that binds closer.
  mutating func expression() throws(ShellError) -> Expression {
    try nested { (parser) throws(ShellError) -> Expression in
      if parser.isKeyword("lambda") { return try parser.lambda() }
      let value = try parser.disjunction()
      guard parser.takeKeyword("if") else { return value }
      let test = try parser.disjunction()
      guard parser.takeKeyword("else") else { throw parser.unexpected("expected 'else'") }
      let other = try parser.expression()
      return try Expression(
        .conditional(test: test, then: value, otherwise: other), at: value.position.through(other.position),
        over: [test, value, other])
    }
  }

  private mutating func lambda() throws(ShellError) -> Expression {
    let start = current.position
    advance()
    var parameters: [String] = []
    while case .name(let name) = current.kind {
      guard !parameters.contains(name) else { throw .syntax("'\(name)' is given twice", at: current.position) }
      parameters.append(name)
      advance()
      guard takeSymbol(",") else { break }
    }
    if isSymbol("*") || isSymbol("**") || isSymbol("=") {
      throw .syntax("a lambda takes plain names only", at: current.position)
    }
    try expectSymbol(":", "after the lambda's names")
    let body = try expression()
    return try Expression(
      .lambda(LambdaForm(parameters: parameters, body: body)), at: start.through(body.position), over: [body])
  }

  // MARK: - Boolean operators

  mutating func disjunction() throws(ShellError) -> Expression {
    var operands = [try conjunction()]
    while takeKeyword("or") { operands.append(try conjunction()) }
    return try chain(operands, Expression.Kind.or)
  }

  private mutating func conjunction() throws(ShellError) -> Expression {
    var operands = [try negation()]
    while takeKeyword("and") { operands.append(try negation()) }
    return try chain(operands, Expression.Kind.and)
  }

  private func chain(
    _ operands: [Expression], _ kind: ([Expression]) -> Expression.Kind
  ) throws(ShellError) -> Expression {
    guard operands.count > 1 else { return operands[0] }
    let position = operands[0].position.through(operands[operands.count - 1].position)
    return try Expression(kind(operands), at: position, over: operands)
  }

  private mutating func negation() throws(ShellError) -> Expression {
    guard isKeyword("not") else { return try comparison() }
    let start = current.position
    advance()
    let operand = try nested { (parser) throws(ShellError) in try parser.negation() }
    return try Expression(.unary(.not, operand), at: start.through(operand.position), over: [operand])
  }

  private mutating func comparison() throws(ShellError) -> Expression {
    let first = try sum()
    var comparisons: [Comparison] = []
    while let comparator = try takeComparator() {
      comparisons.append(Comparison(comparator: comparator, operand: try sum()))
    }
    guard let last = comparisons.last else {
      if case .symbol(let symbol) = current.kind, Self.foreignOperators.contains(symbol) {
        throw .syntax("'\(symbol)' is not supported", at: current.position, hint: Self.symbolHints[symbol])
      }
      return first
    }
    return try Expression(
      .compare(first, comparisons), at: first.position.through(last.operand.position),
      over: [first] + comparisons.map(\.operand))
  }

  private static let foreignOperators: Set<String> = ["&", "|", "^", "<<", ">>", "@", "&&", "||", "<>", ":="]

  private mutating func takeComparator() throws(ShellError) -> Comparator? {
    switch current.kind {
    case .symbol(let symbol):
      guard let comparator = Comparator(rawValue: symbol) else { return nil }
      advance()
      return comparator
    case .keyword("in"):
      advance()
      return .isIn
    case .keyword("is"):
      advance()
      return takeKeyword("not") ? .isNotSame : .isSame
    case .keyword("not") where following.kind == .keyword("in"):
      advance()
      advance()
      return .isNotIn
    default: return nil
    }
  }

  // MARK: - Arithmetic

  private mutating func sum() throws(ShellError) -> Expression {
    var left = try product()
    while case .symbol(let symbol) = current.kind, symbol == "+" || symbol == "-",
      let operation = BinaryOperator(rawValue: symbol)
    {
      advance()
      let right = try product()
      left = try Expression(
        .binary(operation, left, right), at: left.position.through(right.position), over: [left, right])
    }
    return left
  }

  private mutating func product() throws(ShellError) -> Expression {
    var left = try factor()
    while case .symbol(let symbol) = current.kind, ["*", "/", "//", "%"].contains(symbol),
      let operation = BinaryOperator(rawValue: symbol)
    {
      advance()
      let right = try factor()
      left = try Expression(
        .binary(operation, left, right), at: left.position.through(right.position), over: [left, right])
    }
    return left
  }

  private mutating func factor() throws(ShellError) -> Expression {
    guard case .symbol(let symbol) = current.kind, let sign = UnaryOperator(rawValue: symbol) else {
      return try power()
    }
    let start = current.position
    advance()
    if sign == .minus, current.kind == .integer(1 << 63), following.kind != .symbol("**") {
      advance()
      return try Expression(.constant(.int(.min)), at: start.through(previous.position))
    }
    let operand = try nested { (parser) throws(ShellError) in try parser.factor() }
    return try Expression(.unary(sign, operand), at: start.through(operand.position), over: [operand])
  }

  private mutating func power() throws(ShellError) -> Expression {
    let base = try postfix()
    guard takeSymbol("**") else { return base }
    let exponent = try nested { (parser) throws(ShellError) in try parser.factor() }
    return try Expression(
      .binary(.power, base, exponent), at: base.position.through(exponent.position), over: [base, exponent])
  }
}
