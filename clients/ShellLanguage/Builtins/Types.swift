extension Builtins {
  static let plainTypes: [NativeFunction] = [
    NativeFunction("str", ["value="], "A text: what print shows.") { (call) throws(ShellError) -> Value in
      .text(try call[0].map { (value) throws(ShellError) in try Representation.text(of: value, call.budget) } ?? "")
    },
    NativeFunction("int", ["value=", "base="], "An integer, from a number or a text.") {
      (call) throws(ShellError) -> Value in .int(try makeInteger(call))
    },
    NativeFunction("float", ["value="], "A number with a fraction, from a number or a text.") {
      (call) throws(ShellError) -> Value in .float(try makeFloat(call[0] ?? .int(0)))
    },
    NativeFunction("bool", ["value="], "Whether the value is true.") { (call) throws(ShellError) -> Value in
      .bool(try call[0]?.isTrue() ?? false)
    },
    NativeFunction("type", ["value"], "The type of a value.") { (call) throws(ShellError) -> Value in
      if case .object(let object) = call.value(0), let type = object.typeObject() { return type }
      return type(named: call.value(0).typeName)
    },
  ]

  static let containerTypes: [NativeFunction] = [
    NativeFunction("list", ["values="], "A list of the values.") { (call) throws(ShellError) -> Value in
      .list(call[0] == nil ? [] : try Iteration.collect(try call.iterator(0), call.budget))
    },
    NativeFunction("tuple", ["values="], "A tuple of the values.") { (call) throws(ShellError) -> Value in
      .tuple(call[0] == nil ? [] : try Iteration.collect(try call.iterator(0), call.budget))
    },
    NativeFunction("dict", ["*pairs", "**values"], "A dict, from pairs, another dict, or names.") {
      (call) throws(ShellError) -> Value in .dict(try makeDict(call))
    },
    NativeFunction("range", ["*bounds"], "The integers from the first bound up to the second, without the second.") {
      (call) throws(ShellError) -> Value in .range(try makeRange(call.rest))
    },
  ]

  private static func makeInteger(_ call: Call) throws(ShellError) -> Int64 {
    let value = call[0] ?? .int(0)
    if case .text(let text) = value { return try makeInteger(text, base: try call.integer(1) ?? 10) }
    guard call[1] == nil else { throw .type("int() takes a base only for a text") }
    switch Numbers.number(value) {
    case .int(let number): return number
    case .float(let number): return try integer(number)
    case nil: throw .type("int() takes a number or a text, not \(value.phrase)")
    }
  }

  private static func makeInteger(_ text: String, base: Int64) throws(ShellError) -> Int64 {
    guard base == 0 || (2...36).contains(base) else { throw .value("the base is 2 to 36") }
    var digits = TextMethods.strip(text, nil, .both)
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    var radix = Int(base)
    let prefixes: [(String, Int)] = [("0x", 16), ("0o", 8), ("0b", 2)]
    for (prefix, meant) in prefixes where digits.lowercased().hasPrefix(prefix) && (radix == meant || radix == 0) {
      digits.removeFirst(2)
      radix = meant
    }
    if radix == 0 { radix = 10 }
    let parts = digits.split(separator: "_", omittingEmptySubsequences: false)
    let plain = parts.joined()
    guard parts.allSatisfy({ !$0.isEmpty }), plain.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x2B && $0 != 0x2D }),
      plain.allSatisfy({ character in
        let digit = character.hexDigitValue ?? Int(character.asciiValue.map { ($0 | 0x20) &- 0x57 } ?? 99)
        return digit < radix
      })
    else {
      let shown = QuotedText.representation(String(text.prefix(40)))
      throw .value("\(shown) is not an integer\(base == 10 ? "" : " in base \(base)")")
    }
    guard let number = Int64((isNegative ? "-" : "") + plain, radix: radix) else { throw .overflow() }
    return number
  }

  private static func makeFloat(_ value: Value) throws(ShellError) -> Double {
    if let number = Numbers.float(value) { return number }
    guard case .text(let text) = value else {
      throw .type("float() takes a number or a text, not \(value.phrase)")
    }
    let stripped = TextMethods.strip(text, nil, .both)
    let parts = stripped.split(separator: "_", omittingEmptySubsequences: false)
    let plain = parts.joined().lowercased()
    let unsigned = plain.hasPrefix("-") || plain.hasPrefix("+") ? String(plain.dropFirst()) : plain
    let isWord = ["inf", "infinity", "nan"].contains(unsigned)
    let isNumber = unsigned.utf8.allSatisfy { (0x30...0x39).contains($0) || "e.+-".utf8.contains($0) }
    if parts.allSatisfy({ !$0.isEmpty }), !unsigned.isEmpty, isWord || isNumber, plain.utf8.count < 2000 {
      if let number = Double(withDigitsRoundPoint(unsigned)) { return plain.hasPrefix("-") ? -number : number }
    }
    throw .value("\(QuotedText.representation(String(text.prefix(40)))) is not a number")
  }

  /// Puts a zero where `1.` and `.5` have no digit: Swift wants one on both sides, Python on one.
  private static func withDigitsRoundPoint(_ text: String) -> String {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return text }
    let lacksFraction = parts[1].isEmpty || parts[1].hasPrefix("e")
    guard !(parts[0].isEmpty && lacksFraction) else { return text }
    return (parts[0].isEmpty ? "0" : parts[0]) + "." + (lacksFraction ? "0" : "") + parts[1]
  }

  private static func makeDict(_ call: Call) throws(ShellError) -> DictValue {
    guard call.rest.count <= 1 else { throw .type("dict() takes one argument by position") }
    let dict = DictValue()
    if let source = call.rest.first { try update(dict, from: source, call.budget) }
    for (name, value) in call.keywords { dict[name] = value }
    return dict
  }

  /// Adds the entries of a dict, or pairs.
  static func update(_ dict: DictValue, from source: Value, _ budget: Budget) throws(ShellError) {
    if case .dict(let other) = source {
      for pair in other.pairs {
        try dict.checkRoom(budget)
        dict.set(try HashKey(pair.key, budget), pair.key, pair.value)
      }
      return
    }
    let iterator = try Iteration.over(source, budget)
    while let element = try iterator.next() {
      try dict.checkRoom(budget)
      let pair = try Iteration.collect(try Iteration.over(element, budget), budget)
      guard pair.count == 2 else { throw .value("dict() takes pairs of a key and a value") }
      dict.set(try HashKey(pair[0], budget), pair[0], pair[1])
    }
  }

  private static func makeRange(_ bounds: [Value]) throws(ShellError) -> RangeValue {
    var numbers: [Int64] = []
    for bound in bounds {
      guard let number = Numbers.integer(bound) else {
        throw .type("range() takes integers, not \(bound.phrase)")
      }
      numbers.append(number)
    }
    guard (1...3).contains(numbers.count) else {
      throw .type("range() takes one to three integers, got \(numbers.count)")
    }
    let step = numbers.count == 3 ? numbers[2] : 1
    guard step != 0 else { throw .value("the step of a range cannot be 0") }
    let range =
      numbers.count == 1
      ? RangeValue(start: 0, stop: numbers[0], step: step)
      : RangeValue(start: numbers[0], stop: numbers[1], step: step)
    guard range.count < Int.max else { throw ShellError("OverflowError", "the range is too long") }
    return range
  }
}
