extension Interpreter {
  /// What the language has, whatever the host is.
  private static func languageHelp() -> HelpText {
    var help = HelpText(
      "The statements are Python's: assignments, calls, attributes, indexes and slices, lists, dicts, f-strings, "
        + "comparisons, comprehensions, if, for, while, with, del, assert, import. A bare expression prints its value.")
    help.list(
      "To ask",
      [
        ("help(x), x? or ?x", "tells about a value"), ("dir(x)", "lists its attributes"),
        ("dir()", "lists the variables"), ("type(x)", "tells its type"),
      ])
    return help
  }

  package func help(about value: Value?) throws(ShellError) -> String {
    try helpText(about: value).text(columns: columns())
  }

  private func helpText(about value: Value?) throws(ShellError) -> HelpText {
    switch value {
    case nil:
      guard var help = introduction else { return Self.languageHelp() }
      help.add(Self.languageHelp())
      return help
    case .object(let object)?: return try object.help()
    case .function(let function)?: return HelpText(function.name + function.parameters.text + "\n" + function.summary)
    case .type(let type)?:
      guard let constructor = type.constructor else { return HelpText("type " + type.name) }
      return listing(
        methods(of: type.name), under: type.name + constructor.parameters.text + "\n" + constructor.summary)
    case let value?: return listing(methods(of: value.typeName), under: value.phrase)
    }
  }

  private func listing(_ methods: [String: NativeFunction], under head: String) -> HelpText {
    var help = HelpText(head)
    let sorted = methods.values.sorted { $0.name < $1.name }
    help.list("Methods", sorted.map { ($0.name + $0.parameters.text, $0.summary) })
    return help
  }
}
