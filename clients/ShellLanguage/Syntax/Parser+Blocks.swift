extension Parser {
  /// Reads a statement that has blocks; nil where the line starts none.
  mutating func blockStatement() throws(ShellError) -> Statement? {
    guard case .keyword(let word) = current.kind else { return nil }
    let start = current.position
    let kind: Statement.Kind
    switch word {
    case "if": kind = try branch()
    case "for": kind = try forLoop()
    case "while": kind = try whileLoop()
    case "with": kind = try with()
    case "elif", "else":
      throw .syntax("'\(word)' belongs to no block above it", at: start, hint: "indent it like its 'if'")
    default: return nil
    }
    return Statement(kind: kind, position: start)
  }

  private mutating func branch() throws(ShellError) -> Statement.Kind {
    var branches: [Branch] = []
    repeat {
      advance()
      let test = try condition()
      branches.append(Branch(test: test, body: try block(after: "the condition")))
    } while isKeyword("elif")
    return .branch(branches, otherwise: try otherwise())
  }

  /// A condition, where `=` is a common slip.
  private mutating func condition() throws(ShellError) -> Expression {
    let test = try expression()
    if isSymbol("=") { throw .syntax("'=' assigns, and a condition compares", at: spot, hint: "use '=='") }
    return test
  }

  private mutating func otherwise() throws(ShellError) -> [Statement] {
    guard takeKeyword("else") else { return [] }
    return try block(after: "'else'")
  }

  private mutating func forLoop() throws(ShellError) -> Statement.Kind {
    advance()
    let target = try targetList()
    guard takeKeyword("in") else { throw unexpected("expected 'in'") }
    let items = try expressionList()
    let body = try loopBody(after: "the values of the loop")
    return .loop(target: target, items: items, body: body, otherwise: try otherwise())
  }

  private mutating func whileLoop() throws(ShellError) -> Statement.Kind {
    advance()
    let test = try condition()
    let body = try loopBody(after: "the condition")
    return .whileLoop(test: test, body: body, otherwise: try otherwise())
  }

  private mutating func loopBody(after what: String) throws(ShellError) -> [Statement] {
    loops += 1
    defer { loops -= 1 }
    return try block(after: what)
  }

  private mutating func with() throws(ShellError) -> Statement.Kind {
    advance()
    var items: [WithItem] = []
    repeat {
      let context = try expression()
      var target: Expression?
      if takeKeyword("as") {
        let name = try postfix()
        try checkTarget(name)
        target = name
      }
      items.append(WithItem(context: context, target: target))
    } while takeSymbol(",")
    return .with(items, body: try block(after: "'with'"))
  }

  /// Reads `: statement` or `:` and an indented block.
  private mutating func block(after what: String) throws(ShellError) -> [Statement] {
    guard takeSymbol(":") else { throw unexpected("expected ':' after \(what)") }
    guard current.kind == .newline else {
      if current.kind == .end { throw unexpected("expected a statement") }
      if case .keyword(let word) = current.kind, ["if", "for", "while", "with"].contains(word) {
        throw .syntax("a block starts on a line of its own", at: current.position)
      }
      return try statementLine()
    }
    advance()
    guard current.kind == .indent else {
      var error = ShellError(
        "IndentationError", "expected an indented line after ':'", at: spot, hint: "start the line with four blanks")
      error.endedEarly = tokens[index...].allSatisfy { $0.kind == .dedent || $0.kind == .end }
      throw error
    }
    advance()
    return try nested { (parser) throws(ShellError) -> [Statement] in
      var statements: [Statement] = []
      while parser.current.kind != .dedent, parser.current.kind != .end {
        if parser.current.kind == .indent {
          throw ShellError("IndentationError", "this line is indented, but opens no block", at: parser.spot)
        }
        statements += try parser.statementLine()
      }
      if parser.current.kind == .dedent { parser.advance() }
      return statements
    }
  }
}
