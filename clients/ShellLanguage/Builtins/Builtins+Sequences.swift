extension Builtins {
  static let sequenceFunctions: [NativeFunction] = [
    NativeFunction("len", ["value"], "How many elements or characters there are.") {
      (call) throws(ShellError) -> Value in
      let value = call.value(0)
      guard let length = try value.length() else {
        throw .type("\(value.phrase) has no length")
      }
      return .int(Int64(length))
    },
    NativeFunction(
      "sorted", ["values", "*", "key=", "reverse="], "A new list in order; key is a function such as lambda o: o.name."
    ) { (call) throws(ShellError) -> Value in
      let values = try Iteration.collect(try call.iterator(0), call.budget)
      return .list(try sorted(values, key: call[1], reverse: call[2], call.runtime))
    },
    NativeFunction("sum", ["values", "start="], "The sum of numbers.") { (call) throws(ShellError) -> Value in
      var total = call[1] ?? .int(0)
      if case .text = total { throw .type("sum() cannot add texts", hint: "use '\"\".join(…)'") }
      let iterator = try call.iterator(0)
      while let value = try iterator.next() {
        try call.budget.step()
        total = try Arithmetic.apply(.add, total, value, call.budget)
      }
      return total
    },
    NativeFunction("any", ["values"], "Whether one value is true.") { (call) throws(ShellError) -> Value in
      .bool(try find(true, call))
    },
    NativeFunction("all", ["values"], "Whether no value is false.") { (call) throws(ShellError) -> Value in
      .bool(try !find(false, call))
    },
    NativeFunction("min", ["*values", "key=", "default="], "The smallest value.") {
      (call) throws(ShellError) -> Value in try extreme(call, wanted: .less)
    },
    NativeFunction("max", ["*values", "key=", "default="], "The largest value.") {
      (call) throws(ShellError) -> Value in try extreme(call, wanted: .greater)
    },
    NativeFunction("enumerate", ["values", "start="], "Pairs of a number and a value.") {
      (call) throws(ShellError) -> Value in
      .iterator(
        try JoinedIterator("enumerate", [try call.iterator(0)], from: try call.integer(1) ?? 0) { index, values in
          .tuple([.int(index), values[0]])
        })
    },
    NativeFunction("zip", ["*values"], "Tuples of the first values, the second ones, and so on.") {
      (call) throws(ShellError) -> Value in
      var sources: [ValueIterator] = []
      for value in call.rest { sources.append(try Iteration.over(value, call.budget)) }
      return .iterator(try JoinedIterator("zip", sources) { _, values in .tuple(values) })
    },
    NativeFunction("reversed", ["values"], "The values from the last to the first.") {
      (call) throws(ShellError) -> Value in
      if case .iterator(let iterator) = call.value(0) {
        throw .type("\(Words.article(iterator.typeName)) cannot be reversed", hint: "make a list of it: list(…)")
      }
      let values = try Iteration.collect(try call.iterator(0), call.budget)
      return .iterator(
        try IndexIterator(.list(values), "list_reverseiterator") { (list, index) throws(ShellError) -> Value? in
          guard case .list(let list) = list else { return nil }
          let elements = try list.elements()
          return index < elements.count ? elements[elements.count - 1 - index] : nil
        })
    },
    NativeFunction("next", ["iterator", "default="], "The next value of a generator.") {
      (call) throws(ShellError) -> Value in
      guard case .iterator(let iterator) = call.value(0) else {
        throw .type("next() takes a generator", hint: "for a list use [0]")
      }
      if let value = try iterator.next() { return value }
      guard let other = call[1] else {
        throw ShellError("StopIteration", "there is no value left", hint: "give a default: next(values, None)")
      }
      return other
    },
  ]

  static func sorted(
    _ values: [Value], key: Value?, reverse: Value?, _ runtime: any Runtime
  ) throws(ShellError) -> [Value] {
    var keys = values
    if let key, !key.isNone {
      keys = []
      for value in values { keys.append(try runtime.call(key, Arguments([value]))) }
    }
    let isReverse = try reverse?.isTrue() ?? false
    return try Order.sorted(values, by: keys, isReverse: isReverse, runtime.budget)
  }

  private static func find(_ truth: Bool, _ call: Call) throws(ShellError) -> Bool {
    let iterator = try call.iterator(0)
    while let value = try iterator.next() {
      try call.budget.step()
      if try value.isTrue() == truth { return true }
    }
    return false
  }

  private static func extreme(_ call: Call, wanted: Order.Result) throws(ShellError) -> Value {
    let name = wanted == .less ? "min" : "max"
    guard let first = call.rest.first else { throw .type("\(name)() needs values") }
    let source = call.rest.count == 1 ? first : .tuple(call.rest)
    let iterator = try Iteration.over(source, call.budget)
    var best: (value: Value, key: Value)?
    while let value = try iterator.next() {
      try call.budget.step()
      var key = value
      if let function = call[0], !function.isNone { key = try call.runtime.call(function, Arguments([value])) }
      if let current = best, try Order.compare(key, current.key, call.budget) != wanted { continue }
      best = (value, key)
    }
    if let best { return best.value }
    if let other = call[1] { return other }
    throw .value("\(name)() of no values", hint: "give a default: \(name)(values, default=0)")
  }
}
