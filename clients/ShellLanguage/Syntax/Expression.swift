/// An expression of a program, with its spot.
final class Expression {
  enum Kind {
    case constant(Literal)
    case formatted([FormattedPart])
    case name(String)
    case list([Expression])
    case tuple([Expression])
    /// Entries; one without a key is `**value`.
    case dict([DictEntry])
    case attribute(Expression, String, SourcePosition)
    case index(Expression, Expression)
    case slice(Expression, SliceBounds)
    case call(Expression, [Argument])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case compare(Expression, [Comparison])
    case and([Expression])
    case or([Expression])
    case conditional(test: Expression, then: Expression, otherwise: Expression)
    case lambda(LambdaForm)
    case comprehension(Comprehension)
  }

  let kind: Kind
  let position: SourcePosition
  /// The longest way down to a leaf: the evaluator's stack must hold it.
  let depth: Int

  static let depthMax = 120

  init(_ kind: Kind, at position: SourcePosition, over children: [Expression] = []) throws(ShellError) {
    self.kind = kind
    self.position = position
    var deepest = 0
    for child in children { deepest = max(deepest, child.depth) }
    depth = deepest + 1
    if depth > Self.depthMax {
      throw .syntax("the expression is nested too deeply", at: position, hint: "use variables for its parts")
    }
  }
}

/// A constant of a program. What value it stands for is the interpreter's matter.
enum Literal {
  case none
  case bool(Bool)
  case int(Int64)
  case float(Double)
  case text(String)
}

struct DictEntry {
  let key: Expression?
  let value: Expression
}

struct SliceBounds {
  let lower: Expression?
  let upper: Expression?
  let step: Expression?
}

struct Argument {
  enum Kind: Equatable {
    case positional
    case keyword(String)
    /// `*values`
    case spread
    /// `**values`
    case keywordSpread
  }

  let kind: Kind
  let value: Expression
  /// The keyword's name, or the value.
  let position: SourcePosition
}

struct Comparison {
  let comparator: Comparator
  let operand: Expression
}

struct LambdaForm {
  let parameters: [String]
  let body: Expression
}

struct Comprehension {
  enum Product {
    case list(Expression)
    case generator(Expression)
    case dict(key: Expression, value: Expression)
  }

  enum Clause {
    case loop(target: Expression, items: Expression)
    case condition(Expression)
  }

  let product: Product
  let clauses: [Clause]
}

enum FormattedPart {
  case text(String)
  /// `{value!conversion:format}`; `label` is the text of `{value=}`.
  case field(value: Expression, conversion: Unicode.Scalar?, format: [FormattedPart], label: String?)
}

enum UnaryOperator: String {
  case minus = "-"
  case plus = "+"
  case not
}

enum BinaryOperator: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case power = "**"
}

enum Comparator: String {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isSame = "is"
  case isNotSame = "is not"
  case isIn = "in"
  case isNotIn = "not in"
}
