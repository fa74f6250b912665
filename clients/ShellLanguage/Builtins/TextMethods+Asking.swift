extension TextMethods {
  private static func test(
    _ name: String, _ summary: String, _ isGood: @escaping @Sendable (Unicode.Scalar) -> Bool
  ) -> NativeFunction {
    NativeFunction(name, [], summary) { (call) throws(ShellError) -> Value in
      let text = try text(call)
      return .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(isGood))
    }
  }

  @Sendable
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  @Sendable
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
  }

  @Sendable
  private static func isNumeric(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }

  private static func position(_ name: String, _ summary: String, isLast: Bool, fails: Bool) -> NativeFunction {
    NativeFunction(name, ["part", "start=", "stop="], summary) { (call) throws(ShellError) -> Value in
      guard let part = try call.text(0) else { throw .type("\(name)() takes a text") }
      var text = try text(call)
      let count = text.unicodeScalars.count
      let range = try Slicing.positions(call[1] ?? .none, call[2] ?? .none, .none, count: count)
      let isOutside = (try call.integer(1) ?? 0) > Int64(count)
      if range.count < count { text = Slicing.slice(text, range) }
      let offset = isLast ? try TextSearch.last(of: part, in: text, call.budget) : TextSearch.first(of: part, in: text)
      guard let offset, !isOutside else {
        if fails { throw .value("it is not in the text") }
        return .int(-1)
      }
      return .int(Int64(range.start + TextSearch.scalars(before: offset, in: text)))
    }
  }

  private static func affix(_ name: String, _ summary: String, _ matches: @escaping @Sendable (String, String) -> Bool)
    -> NativeFunction
  {
    NativeFunction(name, ["affix"], summary) { (call) throws(ShellError) -> Value in
      let text = try text(call)
      let affixes: [Value]
      if case .tuple(let tuple) = call.value(0) { affixes = tuple.elements } else { affixes = [call.value(0)] }
      for value in affixes {
        guard case .text(let affix) = value else {
          throw .type("\(name)() takes a text or a tuple of texts, not \(value.phrase)")
        }
        if matches(text, affix) { return .bool(true) }
      }
      return .bool(false)
    }
  }

  static let asking: [NativeFunction] = [
    test("isdigit", "Whether all characters are digits.", isDigit),
    test("isnumeric", "Whether all characters are numeric.", isNumeric),
    test("isdecimal", "Whether all characters are decimal digits.") { $0.properties.numericType == .decimal },
    test("isalpha", "Whether all characters are letters.", isLetter),
    test("isalnum", "Whether all characters are letters or digits.") { isLetter($0) || isNumeric($0) },
    test("isspace", "Whether all characters are blanks.", isBlank),
    NativeFunction("isupper", [], "Whether all letters are capitals.") { (call) throws(ShellError) -> Value in
      let scalars = try text(call).unicodeScalars
      return .bool(
        scalars.contains { $0.properties.isUppercase }
          && !scalars.contains { $0.properties.isLowercase || $0.properties.generalCategory == .titlecaseLetter })
    },
    NativeFunction("islower", [], "Whether all letters are small.") { (call) throws(ShellError) -> Value in
      let scalars = try text(call).unicodeScalars
      return .bool(
        scalars.contains { $0.properties.isLowercase }
          && !scalars.contains { $0.properties.isUppercase || $0.properties.generalCategory == .titlecaseLetter })
    },
    affix("startswith", "Whether the text starts with the given one.", starts),
    affix("endswith", "Whether the text ends with the given one.", ends),
    position("find", "The position of the first such part, or -1.", isLast: false, fails: false),
    position("rfind", "The position of the last such part, or -1.", isLast: true, fails: false),
    position("index", "The position of the first such part.", isLast: false, fails: true),
    NativeFunction("count", ["part"], "How many such parts there are, without overlaps.") {
      (call) throws(ShellError) -> Value in
      guard let part = try call.text(0) else { throw .type("count() takes a text") }
      let text = try text(call)
      if part.isEmpty { return .int(Int64(text.unicodeScalars.count + 1)) }
      return .int(Int64(try TextSearch.all(of: part, in: text, call.budget).count))
    },
  ]
}
