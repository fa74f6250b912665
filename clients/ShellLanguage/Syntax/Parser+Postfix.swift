extension Parser {
  /// Reads an atom with the attributes, calls and indexes after it.
  mutating func postfix() throws(ShellError) -> Expression {
    var value = try atom()
    while case .symbol(let symbol) = current.kind {
      switch symbol {
      case ".": value = try attribute(of: value)
      case "(":
        advance()
        let arguments = try callArguments()
        value = try Expression(
          .call(value, arguments), at: value.position.through(previous.position),
          over: [value] + arguments.map(\.value))
      case "[":
        advance()
        value = try subscripted(value)
      default: return value
      }
    }
    return value
  }

  private mutating func attribute(of value: Expression) throws(ShellError) -> Expression {
    advance()
    if case .keyword(let word) = current.kind {
      throw .syntax("'\(word)' is a word of the language, not an attribute", at: current.position)
    }
    let position = current.position
    let name = try expectName("the name of an attribute after '.'")
    if name.hasPrefix("__") {
      throw .syntax(
        "attributes with '__' are not supported", at: position, hint: "type(x), dir(x) and help(x) tell about an object"
      )
    }
    return try Expression(
      .attribute(value, name, position), at: value.position.through(position), over: [value])
  }

  // MARK: - Calls

  private mutating func callArguments() throws(ShellError) -> [Argument] {
    var arguments: [Argument] = []
    while !isSymbol(")") {
      let argument = try callArgument(after: arguments)
      arguments.append(argument)
      if isSymbol(")") { break }
      guard takeSymbol(",") else { throw unexpected("expected ',' or ')' in the call") }
    }
    advance()
    return arguments
  }

  private mutating func callArgument(after others: [Argument]) throws(ShellError) -> Argument {
    let start = current.position
    if takeSymbol("*") { return Argument(kind: .spread, value: try expression(), position: start) }
    if takeSymbol("**") { return Argument(kind: .keywordSpread, value: try expression(), position: start) }
    if case .name(let name) = current.kind, following.kind == .symbol("=") {
      advance()
      advance()
      guard !others.contains(where: { $0.kind == .keyword(name) }) else {
        throw .syntax("the argument '\(name)' is given twice", at: start)
      }
      return Argument(kind: .keyword(name), value: try expression(), position: start)
    }
    var value = try expression()
    if isSymbol("=") {
      throw .syntax("only a name may be before '=' in a call", at: value.position, hint: "to compare use '=='")
    }
    if isKeyword("for") {
      value = try comprehension(.generator(value), start: start, over: [value])
      guard others.isEmpty, isSymbol(")") else {
        throw .syntax("put parentheses round this generator", at: value.position)
      }
    }
    if let last = others.last(where: { $0.kind != .positional && $0.kind != .spread }), case .keyword = last.kind {
      throw .syntax("an argument without a name follows one with a name", at: value.position)
    }
    return Argument(kind: .positional, value: value, position: value.position)
  }

  // MARK: - Indexes

  private mutating func subscripted(_ value: Expression) throws(ShellError) -> Expression {
    if isSymbol("]") { throw unexpected("expected an index or a slice") }
    let lower = isSymbol(":") ? nil : try expressionList()
    guard takeSymbol(":") else {
      guard takeSymbol("]"), let lower else { throw unexpected("expected ']' after the index") }
      return try Expression(.index(value, lower), at: value.position.through(previous.position), over: [value, lower])
    }
    let upper = isSymbol(":") || isSymbol("]") ? nil : try expression()
    var step: Expression?
    if takeSymbol(":"), !isSymbol("]") { step = try expression() }
    try expectSymbol("]", "after the slice")
    let bounds = SliceBounds(lower: lower, upper: upper, step: step)
    return try Expression(
      .slice(value, bounds), at: value.position.through(previous.position),
      over: [value] + [lower, upper, step].compactMap { $0 })
  }
}
