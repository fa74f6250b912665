extension Interpreter {
  /// The value of a comprehension; a generator's values are made when they are wanted.
  func comprehend(_ comprehension: Comprehension, _ scope: Scope) throws(ShellError) -> Value {
    guard case .loop(_, let items)? = comprehension.clauses.first else {
      throw .syntax("a comprehension starts with 'for'", at: nil)
    }
    // As in Python, the first collection is evaluated at once, and outside.
    let generator = try Generator(
      self, comprehension, Scope(parent: scope), over: try iterator(over: items, scope))
    switch comprehension.product {
    case .generator: return .iterator(generator)
    case .list: return .list(try Iteration.collect(generator, budget))
    case .dict:
      let dict = DictValue()
      while case .tuple(let pair)? = try generator.next() {
        try dict.checkRoom(budget)
        dict.set(try HashKey(pair.elements[0], budget), pair.elements[0], pair.elements[1])
      }
      return .dict(dict)
    }
  }
}

/// The values of a comprehension, one after the other.
final class Generator: ValueIterator {
  private weak var interpreter: Interpreter?
  private let comprehension: Comprehension
  private var scope: Scope?
  /// One per clause: the open loops.
  private var iterators: [ValueIterator?]
  /// The innermost open loop; nil at the end.
  private var loop: Int? = 0
  private var isRunning = false

  init(
    _ interpreter: Interpreter, _ comprehension: Comprehension, _ scope: Scope, over first: ValueIterator
  ) throws(ShellError) {
    self.interpreter = interpreter
    self.comprehension = comprehension
    self.scope = scope
    iterators = [ValueIterator?](repeating: nil, count: comprehension.clauses.count)
    iterators[0] = first
    try super.init("generator", over: first)
  }

  override func next() throws(ShellError) -> Value? {
    guard let interpreter, let scope, loop != nil else { return nil }
    guard !isRunning else { throw .value("the generator is running already") }
    isRunning = true
    defer { isRunning = false }
    do throws(ShellError) {
      return try interpreter.nested(at: nil) { () throws(ShellError) -> Value? in try advance(interpreter, scope) }
    } catch {
      loop = nil
      throw error
    }
  }

  private func advance(_ interpreter: Interpreter, _ scope: Scope) throws(ShellError) -> Value? {
    while let current = loop {
      try interpreter.budget.step()
      guard case .loop(let target, let items) = comprehension.clauses[current], let iterator = iterators[current],
        let value = try interpreter.next(of: iterator, at: items.position)
      else {
        iterators[current] = nil
        loop = comprehension.clauses[..<current].lastIndex { if case .loop = $0 { true } else { false } }
        continue
      }
      try interpreter.assign(value, to: target, scope)
      if try descend(from: current + 1, interpreter, scope) { return try product(interpreter, scope) }
    }
    return nil
  }

  /// Passes the conditions after a loop; false where one fails, or another loop opens.
  private func descend(from first: Int, _ interpreter: Interpreter, _ scope: Scope) throws(ShellError) -> Bool {
    for index in first..<comprehension.clauses.count {
      switch comprehension.clauses[index] {
      case .condition(let test):
        guard try interpreter.evaluate(test, scope).isTrue() else { return false }
      case .loop(_, let items):
        iterators[index] = try interpreter.iterator(over: items, scope)
        loop = index
        return false
      }
    }
    return true
  }

  private func product(_ interpreter: Interpreter, _ scope: Scope) throws(ShellError) -> Value {
    switch comprehension.product {
    case .list(let value), .generator(let value): return try interpreter.evaluate(value, scope)
    case .dict(let key, let value):
      let keyValue = try interpreter.evaluate(key, scope)
      return .tuple([keyValue, try interpreter.evaluate(value, scope)])
    }
  }

  override func takeContents() -> [Container] {
    var found: [Container] = iterators.compactMap { $0 }
    if let scope { found.append(scope) }
    iterators = []
    scope = nil
    loop = nil
    return found
  }

  deinit { Container.release(takeContents()) }
}
