extension Parser {
  /// Reads the statements of one line, or one statement with its blocks.
  mutating func statementLine() throws(ShellError) -> [Statement] {
    if let block = try blockStatement() { return [block] }
    var statements = [try simpleStatement()]
    while takeSymbol(";") {
      if current.kind == .newline || current.kind == .end { break }
      statements.append(try simpleStatement())
    }
    if current.kind == .newline {
      advance()
    } else if current.kind != .end {
      throw afterStatement(statements[statements.count - 1])
    }
    return statements
  }

  /// The error for a word that follows a whole statement.
  private func afterStatement(_ statement: Statement) -> ShellError {
    var error = unexpected("expected the end of the statement")
    guard error.hint == nil, case .expression(let expression) = statement.kind, case .name(let name) = expression.kind
    else { return error }
    switch (name, current.kind) {
    case ("print", _): error.hint = "call it: print(…)"
    case ("exec", _), ("eval", _): error.hint = "write the statement itself"
    case (_, .name): error.hint = NearMiss.hint(name, among: Keywords.offered)
    default: break
    }
    if name == "match" || name == "switch" { error.hint = "use 'if' and 'elif'" }
    return error
  }

  private mutating func simpleStatement() throws(ShellError) -> Statement {
    let start = current.position
    func statement(_ kind: Statement.Kind) -> Statement { Statement(kind: kind, position: start) }
    guard case .keyword(let word) = current.kind else { return try expressionStatement() }
    switch word {
    case "pass":
      advance()
      return statement(.pass)
    case "break", "continue":
      guard loops > 0 else { throw .syntax("'\(word)' is outside of a loop", at: start) }
      advance()
      return statement(word == "break" ? .breakLoop : .continueLoop)
    case "del":
      advance()
      return statement(.delete(try deleteTargets()))
    case "assert":
      advance()
      let test = try expression()
      return statement(.assert(test, message: takeSymbol(",") ? try expression() : nil))
    case "import":
      advance()
      return statement(.importModules(try importedModules()))
    case "from":
      advance()
      return statement(try importFrom())
    default:
      return try expressionStatement()
    }
  }

  private mutating func expressionStatement() throws(ShellError) -> Statement {
    let start = current.position
    if takeSymbol("?") {
      _ = takeSymbol("?")
      let isAlone = current.kind == .newline || current.kind == .end || isSymbol(";")
      return Statement(kind: .help(isAlone ? nil : try expressionList()), position: start)
    }
    let first = try expressionList()
    if isSymbol("?") {
      advance()
      _ = takeSymbol("?")
      return Statement(kind: .help(first), position: start)
    }
    if case .symbol(let symbol) = current.kind, symbol.hasSuffix("="), symbol.utf8.count > 1,
      let operation = BinaryOperator(rawValue: String(symbol.dropLast()))
    {
      switch first.kind {
      case .name, .attribute, .index: break
      default: throw cannotAssign(to: first)
      }
      advance()
      return Statement(
        kind: .augmented(target: first, operation, value: try expressionList()), position: start)
    }
    guard isSymbol("=") else { return Statement(kind: .expression(first), position: start) }
    var targets: [Expression] = []
    var value = first
    while takeSymbol("=") {
      try checkTarget(value)
      targets.append(value)
      value = try expressionList()
    }
    return Statement(kind: .assign(targets: targets, value: value), position: start)
  }

  // MARK: - Targets

  func checkTarget(_ target: Expression) throws(ShellError) {
    switch target.kind {
    case .name, .attribute, .index, .slice: return
    case .tuple(let elements), .list(let elements):
      for element in elements { try checkTarget(element) }
    default: throw cannotAssign(to: target)
    }
  }

  private func cannotAssign(to target: Expression) -> ShellError {
    let what =
      switch target.kind {
      case .constant: "a literal"
      case .call: "the answer of a call"
      case .compare: "a comparison"
      case .formatted: "an f-string"
      case .dict: "a dict"
      case .list, .tuple: "several targets at once"
      case .slice: "a slice this way"
      default: "an expression"
      }
    return .syntax("cannot assign to \(what)", at: target.position, hint: "to compare use '=='")
  }

  private mutating func deleteTargets() throws(ShellError) -> [Expression] {
    let list = try expressionList()
    let targets: [Expression]
    if case .tuple(let elements) = list.kind { targets = elements } else { targets = [list] }
    for target in targets {
      switch target.kind {
      case .name, .attribute, .index, .slice: break
      default:
        throw .syntax("'del' takes variables and items", at: target.position, hint: "for an object use '.delete()'")
      }
    }
    return targets
  }

  // MARK: - Imports

  private mutating func dottedName() throws(ShellError) -> (String, SourcePosition) {
    let start = current.position
    var name = try expectName("the name of a module")
    while takeSymbol(".") { name += "." + (try expectName("the name of a module")) }
    return (name, start.through(previous.position))
  }

  private mutating func alias() throws(ShellError) -> String? {
    takeKeyword("as") ? try expectName("a name after 'as'") : nil
  }

  private mutating func importedModules() throws(ShellError) -> [ImportedName] {
    var modules: [ImportedName] = []
    repeat {
      let (name, position) = try dottedName()
      modules.append(ImportedName(name: name, alias: try alias(), position: position))
    } while takeSymbol(",")
    return modules
  }

  private mutating func importFrom() throws(ShellError) -> Statement.Kind {
    let (module, position) = try dottedName()
    guard takeKeyword("import") else { throw unexpected("expected 'import'") }
    if isSymbol("*") {
      throw .syntax(
        "'import *' is not supported", at: current.position, hint: "name what you need, separated by commas")
    }
    let isBracketed = takeSymbol("(")
    var names: [ImportedName] = []
    repeat {
      if isBracketed, isSymbol(")") { break }
      let here = current.position
      let name = try expectName("a name to import")
      names.append(ImportedName(name: name, alias: try alias(), position: here))
    } while takeSymbol(",")
    if isBracketed { try expectSymbol(")", "after the names") }
    return .importNames(module: module, position, names)
  }
}
