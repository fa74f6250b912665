extension Parser {
  /// Reads a literal, a name, or what stands in brackets.
  mutating func atom() throws(ShellError) -> Expression {
    let position = current.position
    switch current.kind {
    case .name(let name):
      advance()
      return try Expression(.name(name), at: position)
    case .integer(let magnitude):
      guard let number = Int64(exactly: magnitude) else {
        throw ShellError(
          "OverflowError", "the number is too large: integers go up to 9223372036854775807", at: position)
      }
      advance()
      return try Expression(.constant(.int(number)), at: position)
    case .float(let number):
      advance()
      return try Expression(.constant(.float(number)), at: position)
    case .text, .formatted: return try strings()
    case .keyword("None"): return try constant(.none)
    case .keyword("True"): return try constant(.bool(true))
    case .keyword("False"): return try constant(.bool(false))
    case .keyword("lambda"):
      throw .syntax("put parentheses round this lambda", at: position)
    case .keyword("not"): throw .syntax("put parentheses round this 'not'", at: position)
    case .symbol("("): return try parenthesised()
    case .symbol("["): return try listDisplay()
    case .symbol("{"): return try dictDisplay()
    default: throw unexpected("expected a value")
    }
  }

  private mutating func constant(_ literal: Literal) throws(ShellError) -> Expression {
    advance()
    return try Expression(.constant(literal), at: previous.position)
  }

  /// Reads neighbouring strings as one.
  private mutating func strings() throws(ShellError) -> Expression {
    let start = current.position
    var parts: [FormattedPart] = []
    var isFormatted = false
    while true {
      if case .text(let text) = current.kind {
        parts.append(.text(text))
      } else if case .formatted(let content) = current.kind {
        isFormatted = true
        parts += try formattedParts(content)
      } else {
        break
      }
      advance()
    }
    let position = start.through(previous.position)
    guard isFormatted else {
      var text = ""
      for case .text(let piece) in parts { text += piece }
      return try Expression(.constant(.text(text)), at: position)
    }
    return try Expression(.formatted(parts), at: position, over: Self.expressions(in: parts))
  }

  static func expressions(in parts: [FormattedPart]) -> [Expression] {
    var found: [Expression] = []
    for case .field(let value, _, let format, _) in parts { found += [value] + expressions(in: format) }
    return found
  }

  private mutating func parenthesised() throws(ShellError) -> Expression {
    let start = current.position
    advance()
    if takeSymbol(")") { return try Expression(.tuple([]), at: start.through(previous.position)) }
    let inner = try expressionList()
    if isKeyword("for") {
      let generator = try comprehension(.generator(inner), start: start, over: [inner])
      try expectSymbol(")", "after the generator")
      return generator
    }
    guard takeSymbol(")") else { throw unexpected("expected ')'") }
    // The parentheses belong to the spot; they also keep `(a < b) < c` from being one chain.
    return try Expression(inner.kind, at: start.through(previous.position), over: [inner])
  }

  private mutating func listDisplay() throws(ShellError) -> Expression {
    let start = current.position
    advance()
    var elements: [Expression] = []
    while !isSymbol("]") {
      if isSymbol("*") {
        throw .syntax(
          "'*' before a value is only supported in a call", at: current.position, hint: "add lists: 'first + second'")
      }
      let element = try expression()
      if isKeyword("for") {
        guard elements.isEmpty else { throw .syntax("a comprehension holds one value", at: element.position) }
        let list = try comprehension(.list(element), start: start, over: [element])
        try expectSymbol("]", "after the comprehension")
        return list
      }
      elements.append(element)
      if isSymbol("]") { break }
      guard takeSymbol(",") else { throw unexpected("expected ',' or ']' in the list") }
    }
    advance()
    return try Expression(.list(elements), at: start.through(previous.position), over: elements)
  }

  private mutating func dictDisplay() throws(ShellError) -> Expression {
    let start = current.position
    advance()
    var entries: [DictEntry] = []
    while !isSymbol("}") {
      if takeSymbol("**") {
        entries.append(DictEntry(key: nil, value: try expression()))
      } else {
        let key = try expression()
        guard takeSymbol(":") else {
          if isSymbol(",") || isSymbol("}") || isKeyword("for") {
            throw .syntax("sets are not supported", at: key.position, hint: "use a list: '[…]'")
          }
          throw unexpected("expected ':' after the key")
        }
        let value = try expression()
        if isKeyword("for") {
          guard entries.isEmpty else { throw .syntax("a comprehension holds one entry", at: key.position) }
          let dict = try comprehension(.dict(key: key, value: value), start: start, over: [key, value])
          try expectSymbol("}", "after the comprehension")
          return dict
        }
        entries.append(DictEntry(key: key, value: value))
      }
      if isSymbol("}") { break }
      guard takeSymbol(",") else { throw unexpected("expected ',' or '}' in the dict") }
    }
    advance()
    let children = entries.flatMap { [$0.key, $0.value].compactMap { $0 } }
    return try Expression(.dict(entries), at: start.through(previous.position), over: children)
  }

  /// Reads `for … in … if …` after the value.
  mutating func comprehension(
    _ product: Comprehension.Product, start: SourcePosition, over values: [Expression]
  ) throws(ShellError) -> Expression {
    var clauses: [Comprehension.Clause] = []
    var children = values
    while true {
      if takeKeyword("for") {
        let target = try targetList()
        guard takeKeyword("in") else { throw unexpected("expected 'in'") }
        let items = try disjunction()
        clauses.append(.loop(target: target, items: items))
        children += [target, items]
      } else if takeKeyword("if") {
        let test = try disjunction()
        clauses.append(.condition(test))
        children.append(test)
      } else {
        break
      }
      guard clauses.count <= 20 else { throw .syntax("this comprehension has too many parts", at: start) }
    }
    return try Expression(
      .comprehension(Comprehension(product: product, clauses: clauses)), at: start.through(previous.position),
      over: children)
  }
}
