/// A statement of a program, with its spot.
struct Statement {
  indirect enum Kind {
    case expression(Expression)
    case assign(targets: [Expression], value: Expression)
    case augmented(target: Expression, BinaryOperator, value: Expression)
    case delete([Expression])
    case assert(Expression, message: Expression?)
    case importModules([ImportedName])
    case importNames(module: String, SourcePosition, [ImportedName])
    /// `value?`, and `?` alone.
    case help(Expression?)
    case pass
    case breakLoop
    case continueLoop
    case branch([Branch], otherwise: [Statement])
    case loop(target: Expression, items: Expression, body: [Statement], otherwise: [Statement])
    case whileLoop(test: Expression, body: [Statement], otherwise: [Statement])
    case with([WithItem], body: [Statement])
  }

  let kind: Kind
  let position: SourcePosition
}

struct ImportedName {
  let name: String
  let alias: String?
  let position: SourcePosition
}

struct Branch {
  let test: Expression
  let body: [Statement]
}

struct WithItem {
  let context: Expression
  let target: Expression?
}
