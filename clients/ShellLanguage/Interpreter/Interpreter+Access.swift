extension Interpreter {
  /// `value.name`
  func attribute(_ name: String, of value: Value) throws(ShellError) -> Value {
    guard !name.hasPrefix("__") else {
      throw ShellError(
        "AttributeError", "attributes with '__' are not offered",
        hint: "type(x), dir(x) and help(x) tell about an object")
    }
    switch value {
    case .object(let object):
      if let found = try object.attribute(name) { return found }
    case .type(let type):
      if let method = Methods.table(of: type.name)[name] { return unbound(method, of: type) }
    case .list(let list):
      if let method = Methods.table(of: "list")[name] { return method.value(of: value) }
      if let found = try list.source?.attribute(name) { return found }
    default:
      if let method = Methods.table(of: value.typeName)[name] { return method.value(of: value) }
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

  /// The attributes of a value, sorted.
  package func attributeNames(of value: Value) -> [String] {
    let names: [String]
    switch value {
    case .object(let object): names = object.attributeNames()
    case .type(let type): names = Array(Methods.table(of: type.name).keys)
    case .list(let list): names = Array(Methods.table(of: "list").keys) + (list.source?.attributeNames() ?? [])
    default: names = Array(Methods.table(of: value.typeName).keys)
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
      return try call.interpreter.call(method.value(of: receiver), arguments)
    }
    return .function(FunctionValue(name, parameters, method.summary, body: body))
  }

  // MARK: - Items

  /// `value[key]`
  func item(_ key: Value, of value: Value) throws(ShellError) -> Value {
    switch value {
    case .list(let list):
      let elements = try list.elements()
      return elements[try Slicing.position(key, count: elements.count, of: "list")]
    case .tuple(let tuple):
      return tuple.elements[try Slicing.position(key, count: tuple.elements.count, of: "tuple")]
    case .range(let range): return .int(range[try Slicing.position(key, count: range.count, of: "range")])
    case .text(let text): return .text(try Slicing.scalar(of: text, at: key))
    case .dict(let dict):
      guard let found = dict[try HashKey(key, budget)] else { throw try missing(key, in: dict) }
      return found
    case .object(let object):
      if let found = try object.item(key) { return found }
    default: break
    }
    if case .function = value {
      throw .type("a function has no items", hint: "call it with '(…)'")
    }
    throw .type("\(value.phrase) has no items")
  }

  func missing(_ key: Value, in dict: DictValue) throws(ShellError) -> ShellError {
    var hint: String?
    if case .text(let name) = key {
      let names = dict.pairs.prefix(1000).compactMap { pair -> String? in
        if case .text(let text) = pair.key { return text }
        return nil
      }
      hint = NearMiss.hint(name, among: names)
    }
    let text = try Representation.short(key, budget, bytesMax: 200) ?? key.phrase
    return ShellError("KeyError", text, hint: hint)
  }

  // MARK: - Iteration

  /// An iterator over a value; nil where it cannot be gone over.
  func iterator(of value: Value) throws(ShellError) -> ValueIterator? {
    switch value {
    case .iterator(let iterator): return iterator
    case .list:
      return try IndexIterator(value, "list_iterator") { (value, index) throws(ShellError) -> Value? in
        guard case .list(let list) = value else { return nil }
        let elements = try list.elements()
        return index < elements.count ? elements[index] : nil
      }
    case .tuple:
      return try IndexIterator(value, "tuple_iterator") { (value, index) throws(ShellError) -> Value? in
        guard case .tuple(let tuple) = value, index < tuple.elements.count else { return nil }
        return tuple.elements[index]
      }
    case .range(let range):
      return try IndexIterator(.none, "range_iterator") { (_, index) throws(ShellError) -> Value? in
        index < range.count ? .int(range[index]) : nil
      }
    case .text(let text):
      try budget.allocate(text.utf8.count * 4)
      let scalars = Array(text.unicodeScalars)
      return try IndexIterator(.none, "str_iterator") { (_, index) throws(ShellError) -> Value? in
        index < scalars.count ? .text(String(scalars[index])) : nil
      }
    case .dict(let dict): return try DictIterator(dict, .keys)
    case .object(let object): return try object.iterator()
    default: return nil
    }
  }

  /// An iterator over a value that must have one.
  func iterated(_ value: Value, at position: SourcePosition? = nil) throws(ShellError) -> ValueIterator {
    if let iterator = try iterator(of: value) { return iterator }
    let what = value.phrase
    var hint: String?
    if case .int(let number) = value { hint = "to count use 'range(\(number))'" }
    if case .function = value { hint = "call it with '(…)'" }
    throw ShellError("TypeError", "\(what) cannot be gone over", at: position, hint: hint)
  }

  func iterator(over items: Expression, _ scope: Scope) throws(ShellError) -> ValueIterator {
    let value = try evaluate(items, scope)
    do throws(ShellError) { return try iterated(value) } catch { throw error.located(at: items.position) }
  }

  func next(of iterator: ValueIterator, at position: SourcePosition?) throws(ShellError) -> Value? {
    do throws(ShellError) { return try iterator.next() } catch { throw error.located(at: position) }
  }

  /// All values of an iterator, within the limits.
  func collect(_ iterator: ValueIterator) throws(ShellError) -> [Value] {
    var values: [Value] = []
    while let value = try iterator.next() {
      try budget.step()
      if values.count & 1023 == 0 { try budget.checkElements(values.count + 1024) }
      values.append(value)
    }
    return values
  }
}
