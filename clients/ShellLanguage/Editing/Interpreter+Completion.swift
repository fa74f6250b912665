extension Interpreter {
  /// The words that may stand at the end of `source`, sorted, without duplicates.
  ///
  /// Only names, attributes and numbers in brackets are evaluated, never a call. What stands in strings is the host's
  /// matter: see `CompletionContext.Kind.argumentText`.
  package func completions(of source: String) -> [String] { completions(for: CompletionContext.of(source)) }

  package func completions(for context: CompletionContext) -> [String] {
    var words: [String]
    switch context.kind {
    case .name:
      words = variableNames + builtinNames + Array(Keywords.offered)
      if let site = context.call { words += keywordArguments(of: site).map { $0 + "=" } }
    case .attribute(let owner):
      guard let owner, let value = harmlessValue(of: owner) else { return [] }
      words = attributeNames(of: value)
      if !context.prefix.hasPrefix("_") { words.removeAll { $0.hasPrefix("_") } }
    case .module: words = moduleNames
    case .imported(let module): words = modules[module]?.attributeNames() ?? []
    case .argumentText, .text: return []
    }
    return Set(words.filter { $0.hasPrefix(context.prefix) }).sorted()
  }

  private func keywordArguments(of site: CompletionContext.CallSite) -> [String] {
    guard let callee = site.callee, let value = harmlessValue(of: callee) else { return [] }
    return parameterNames(of: value)
  }

  /// The names of the arguments that a value takes when it is called.
  package func parameterNames(of value: Value) -> [String] {
    switch value {
    case .function(let function): function.parameters.names
    case .type(let type): type.constructor?.parameters.names ?? []
    case .object(let object): object.parameters()?.names ?? []
    default: []
    }
  }

  /// The value of a chain of names, attributes and numbers in brackets; nil for anything else, and after an error.
  package func harmlessValue(of source: String) -> Value? {
    guard let statement = try? Parser.parse(source).first, case .expression(let expression) = statement.kind,
      isHarmless(expression)
    else { return nil }
    return try? evaluate(expression, globals)
  }

  private func isHarmless(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name: true
    case .attribute(let owner, _, _): isHarmless(owner)
    case .index(let owner, let key):
      if case .constant = key.kind { isHarmless(owner) } else { false }
    default: false
    }
  }
}
