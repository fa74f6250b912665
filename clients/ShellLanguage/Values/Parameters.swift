/// What a function takes.
package struct Parameters: Sendable, ExpressibleByArrayLiteral {
  /// The named ones, in order: first those that may be given by position.
  package let names: [String]
  let isRequired: [Bool]
  let positionalCount: Int
  let takesRest: Bool
  let takesKeywords: Bool

  /// Parameters in Python's notation: `"name"`, `"name="` (may be left out), `"*"` (by name only from here),
  /// `"*rest"`, `"**keywords"`.
  package init(_ notation: [String]) {
    var names: [String] = []
    var isRequired: [Bool] = []
    var positional: Int?
    var (takesRest, takesKeywords) = (false, false)
    for item in notation {
      if item.hasPrefix("**") {
        takesKeywords = true
      } else if item.hasPrefix("*") {
        positional = names.count
        takesRest = item.utf8.count > 1
      } else {
        isRequired.append(!item.hasSuffix("="))
        names.append(item.hasSuffix("=") ? String(item.dropLast()) : item)
      }
    }
    self.names = names
    self.isRequired = isRequired
    positionalCount = positional ?? names.count
    self.takesRest = takesRest
    self.takesKeywords = takesKeywords
  }

  package init(arrayLiteral elements: String...) { self.init(elements) }

  init(required: [String]) { self.init(required) }

  /// As Python writes it: `(iterable, *, key=…)`.
  package var text: String {
    var parts: [String] = []
    for (index, name) in names.enumerated() {
      if index == positionalCount { parts.append(takesRest ? "*values" : "*") }
      parts.append(isRequired[index] ? name : name + "=…")
    }
    if positionalCount == names.count, takesRest { parts.append("*values") }
    if takesKeywords { parts.append("**values") }
    return "(" + parts.joined(separator: ", ") + ")"
  }
}

/// The arguments of a call, evaluated, with their spots.
package struct Arguments {
  package var positional: [(value: Value, position: SourcePosition?)] = []
  package var keywords: [(name: String, value: Value, position: SourcePosition?)] = []

  package init() {}

  package init(_ values: [Value]) { positional = values.map { ($0, nil) } }

  /// Matches the arguments with what `function` takes.
  ///
  /// - Throws: TypeError for missing, surplus, unknown and doubled arguments.
  func bind(
    to parameters: Parameters, of function: String, receiver: Value, _ runtime: any Runtime
  ) throws(ShellError) -> Call {
    var values = [Value?](repeating: nil, count: parameters.names.count)
    var rest: [Value] = []
    for (index, argument) in positional.enumerated() {
      if index < parameters.positionalCount {
        values[index] = argument.value
      } else if parameters.takesRest {
        rest.append(argument.value)
      } else {
        throw surplus(parameters, function, at: argument.position)
      }
    }
    var others: [(name: String, value: Value)] = []
    for keyword in keywords {
      guard let index = parameters.names.firstIndex(of: keyword.name) else {
        guard parameters.takesKeywords else { throw unknown(keyword.name, parameters, function, at: keyword.position) }
        others.append((keyword.name, keyword.value))
        continue
      }
      guard values[index] == nil else {
        throw ShellError("TypeError", "\(function)() got '\(keyword.name)' twice", at: keyword.position)
      }
      values[index] = keyword.value
    }
    let missing = parameters.names.indices.filter { values[$0] == nil && parameters.isRequired[$0] }
    guard missing.isEmpty else {
      let names = missing.map { "'\(parameters.names[$0])'" }.joined(separator: ", ")
      throw .type("\(function)() needs \(names)", hint: function + parameters.text)
    }
    return Call(runtime: runtime, receiver: receiver, values: values, rest: rest, keywords: others)
  }

  private func surplus(_ parameters: Parameters, _ function: String, at position: SourcePosition?) -> ShellError {
    let most = parameters.positionalCount
    let message =
      most == 0 && parameters.names.isEmpty
      ? "\(function)() takes no arguments, got \(positional.count)"
      : "\(function)() takes at most \(most) argument\(most == 1 ? "" : "s") by position, got \(positional.count)"
    return ShellError("TypeError", message, at: position, hint: function + parameters.text)
  }

  private func unknown(
    _ name: String, _ parameters: Parameters, _ function: String, at position: SourcePosition?
  ) -> ShellError {
    ShellError(
      "TypeError", "'\(name)' is an invalid keyword argument for \(function)", at: position,
      hint: NearMiss.hint(name, among: parameters.names) ?? function + parameters.text)
  }
}
