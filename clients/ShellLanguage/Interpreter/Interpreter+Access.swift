extension Interpreter {
  package func attribute(_ name: String, of value: Value) throws(ShellError) -> Value {
    guard !name.hasPrefix("__") else {
      throw ShellError(
        "AttributeError", "attributes with '__' are not supported",
        hint: "type(x), dir(x) and help(x) tell about an object")
    }
    switch value {
    case .object(let object):
      if let found = try object.attribute(name) { return found }
    case .type(let type):
      if let method = methods(of: type.name)[name] { return unbound(method, of: type) }
    case .list(let list):
      if let method = methods(of: "list")[name] { return method.value(of: value) }
      if let found = try list.source?.attribute(name) { return found }
    default:
      if let method = methods(of: value.typeName)[name] { return method.value(of: value) }
    }
    throw unknownAttribute(name, of: value)
  }

  func unknownAttribute(_ name: String, of value: Value) -> ShellError {
    let owner = value.phrase
    var hint = NearMiss.hint(name, among: attributeNames(of: value))
    if hint == nil, value.isNone { hint = "nothing was found: test with 'is None' first" }
    if hint == nil, case .list = value { hint = "it is a list: pick one with [0], or use a comprehension" }
    return ShellError("AttributeError", "\(owner) has no attribute '\(name)'", hint: hint)
  }

  package func attributeNames(of value: Value) -> [String] {
    let names: [String]
    switch value {
    case .object(let object): names = object.attributeNames()
    case .type(let type): names = Array(methods(of: type.name).keys)
    case .list(let list): names = Array(methods(of: "list").keys) + (list.source?.attributeNames() ?? [])
    default: names = Array(methods(of: value.typeName).keys)
    }
    return names.sorted()
  }

  /// `str.lower` as a function of its text, for keys of sorting.
  private func unbound(_ method: NativeFunction, of type: TypeValue) -> Value {
    let name = type.name + "." + method.name
    let parameters = Parameters(["value", "*arguments", "**keywords"])
    let typeName = type.name
    let body: (Call) throws(ShellError) -> Value = { (call) throws(ShellError) -> Value in
      let receiver = call.value(0)
      guard receiver.typeName == typeName else {
        throw .type("\(name)() needs \(Words.article(typeName)), not \(receiver.phrase)")
      }
      var arguments = Arguments(call.rest)
      arguments.keywords = call.keywords.map { ($0.name, $0.value, nil) }
      return try call.runtime.call(method.value(of: receiver), arguments)
    }
    return .function(FunctionValue(name, parameters, method.summary, body: body))
  }

  // MARK: - Iteration

  func iterator(over items: Expression, _ scope: Scope) throws(ShellError) -> ValueIterator {
    let value = try evaluate(items, scope)
    do throws(ShellError) { return try Iteration.over(value, budget) } catch { throw error.located(at: items.position) }
  }

  func next(of iterator: ValueIterator, at position: SourcePosition?) throws(ShellError) -> Value? {
    do throws(ShellError) { return try iterator.next() } catch { throw error.located(at: position) }
  }
}
