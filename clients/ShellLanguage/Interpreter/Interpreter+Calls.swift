extension Interpreter {
  package func call(_ value: Value, _ arguments: Arguments) throws(ShellError) -> Value {
    try budget.step()
    switch value {
    case .function(let function):
      let call = try arguments.bind(
        to: function.parameters, of: function.name, receiver: function.receiver, self)
      switch function.body {
      case .native(let body): return try nested(at: nil) { () throws(ShellError) -> Value in try body(call) }
      case .lambda(let lambda): return try self.call(lambda, call)
      }
    case .type(let type):
      guard let constructor = type.constructor else { break }
      return try constructor.body(
        try arguments.bind(to: constructor.parameters, of: constructor.name, receiver: .none, self))
    case .object(let object):
      guard let parameters = object.parameters() else { break }
      return try object.call(
        try arguments.bind(to: parameters, of: object.typeName, receiver: value, self))
    default: break
    }
    let what = value.phrase
    throw .type("\(what) cannot be called", hint: "leave the parentheses out")
  }

  private func call(_ lambda: Lambda, _ call: Call) throws(ShellError) -> Value {
    let scope = Scope(parent: lambda.scope ?? globals)
    for (name, value) in zip(lambda.form.parameters, call.values) { scope.values[name] = value ?? Value.none }
    let wasElsewhere = isElsewhere
    isElsewhere = wasElsewhere || lambda.chunk != chunk
    defer { isElsewhere = wasElsewhere }
    do throws(ShellError) { return try evaluate(lambda.form.body, scope) } catch {
      guard lambda.chunk != chunk else { throw error }
      // The spot lies in a program that is not at hand any more: the call's own is shown.
      var error = error
      error.position = nil
      throw error
    }
  }

  func call(
    _ callee: Expression, _ arguments: [Argument], at position: SourcePosition, _ scope: Scope
  ) throws(ShellError) -> Value {
    let function = try evaluate(callee, scope)
    var evaluated = Arguments()
    for argument in arguments {
      let value = try evaluate(argument.value, scope)
      switch argument.kind {
      case .positional: evaluated.positional.append((value, argument.position))
      case .keyword(let name): evaluated.keywords.append((name, value, argument.position))
      case .spread:
        let values = try Iteration.collect(
          try Iteration.over(value, budget, at: argument.value.position), budget)
        evaluated.positional += values.map { ($0, argument.value.position) }
      case .keywordSpread: try spread(value, at: argument.value.position, into: &evaluated)
      }
    }
    if !isElsewhere { callPosition = position }
    return try call(function, evaluated)
  }

  private func spread(_ value: Value, at position: SourcePosition, into arguments: inout Arguments) throws(ShellError) {
    guard case .dict(let dict) = value else { throw ShellError("TypeError", "'**' takes a dict", at: position) }
    for pair in dict.pairs {
      guard case .text(let name) = pair.key else {
        throw ShellError("TypeError", "the keys of '**' are texts", at: position)
      }
      if arguments.keywords.contains(where: { $0.name == name }) {
        throw ShellError("TypeError", "the argument '\(name)' is given twice", at: position)
      }
      arguments.keywords.append((name, pair.value, position))
    }
  }
}
