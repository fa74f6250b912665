extension Interpreter {
  private static let languageHelp = """
    The statements are Python's: assignments, calls, attributes, indexes and slices, lists, dicts, f-strings,
    comparisons, comprehensions, if, for, while, with, del, assert, import. A bare expression prints its value.
      help(x) or x?   tells about a value          dir(x)   lists its attributes
      dir()           lists the variables          type(x)  tells its type
    """

  package func help(about value: Value?) throws(ShellError) -> String {
    guard let value else { return Self.languageHelp }
    switch value {
    case .object(let object): return try object.help()
    case .function(let function): return function.name + function.parameters.text + "\n" + function.summary
    case .type(let type):
      guard let constructor = type.constructor else { return "type " + type.name }
      let methods = methods(of: type.name).keys.sorted()
      let head = type.name + constructor.parameters.text + "\n" + constructor.summary
      return methods.isEmpty ? head : head + "\nMethods: " + methods.joined(separator: ", ")
    default:
      let methods = methods(of: value.typeName).keys.sorted()
      let head = value.phrase
      return methods.isEmpty ? head : head + "\nMethods: " + methods.joined(separator: ", ")
    }
  }
}
