/// Runs programs, and keeps their variables between them.
///
/// It belongs to one thread. It never prints: `write` takes what `print` says, and `run` hands out the values of bare
/// expressions.
package final class Interpreter: Runtime {
  package let budget: Budget
  let globals = Scope(parent: nil)
  private(set) var builtins: [String: Value]
  private let methods: [String: [String: NativeFunction]]
  private(set) var modules: [String: any HostObject] = [:]
  private var hints: [String: String] = [:]
  package let write: (String) -> Void
  /// How wide help may be.
  package var columns: () -> Int = { 80 }
  /// What help about nothing in particular tells first.
  package var introduction: HelpText?
  /// How deep evaluation is nested now.
  private var depth = 0
  /// Counts the programs that were run: a lambda may come from an earlier one.
  private(set) var chunk = 0
  /// Where the call stands that was made last, in the program that is running.
  package internal(set) var callPosition: SourcePosition?
  /// A lambda of an earlier program is being run: its spots are none in this one.
  var isElsewhere = false

  /// Makes a session.
  ///
  /// - Parameters:
  ///   - library: what it has before its first statement.
  ///   - budget: its limits and the question whether to stop (Ctrl-C), asked at every loop and call.
  ///   - write: takes the output of `print` and `help`.
  package init(_ library: Library, budget: Budget, write: @escaping (String) -> Void) {
    self.budget = budget
    self.write = write
    (builtins, methods) = (library.builtins, library.methods)
    for module in library.modules { addModule(module) }
  }

  // MARK: - The host's side

  /// A variable of the session; setting nil removes it.
  package subscript(_ name: String) -> Value? {
    get { globals.values[name] }
    set { globals.values[name] = newValue }
  }

  package var variableNames: [String] { globals.values.keys.sorted() }

  /// The names of the built-ins, sorted.
  package var builtinNames: [String] { builtins.keys.sorted() }

  /// The names that `import` knows, sorted.
  package var moduleNames: [String] { modules.keys.sorted() }

  /// Adds a name that is always there, and that a variable may hide.
  package func addBuiltin(_ name: String, _ value: Value) { builtins[name] = value }

  /// Adds a hint for a name that nobody defined.
  package func addHint(_ name: String, _ hint: String) { hints[name] = hint }

  /// Adds what `import module.name` and `from module.name import …` find.
  package func addModule(_ module: Module) { modules[module.name] = module }

  /// Runs a program, statement by statement.
  ///
  /// - Parameters:
  ///   - source: one or more statements; nothing of it runs where a part does not parse.
  ///   - firstLine: the number of its first line, for errors.
  ///   - echo: takes the value of each bare expression that is not None.
  /// - Throws: `ShellError`; what ran before it stays done.
  package func run(
    _ source: String, firstLine: Int = 1, echo: (Value) throws(ShellError) -> Void
  ) throws(ShellError) {
    let statements = try Parser.parse(source, firstLine: firstLine)
    try budget.allocate(source.utf8.count * 16)
    chunk += 1
    depth = 0
    for statement in statements {
      if case .expression(let expression) = statement.kind {
        let value = try evaluateAlone(expression, globals)
        if !value.isNone {
          do throws(ShellError) { try echo(value) } catch { throw error.located(at: expression.position) }
        }
      } else {
        _ = try execute(statement, globals)
      }
    }
  }

  /// The value of one expression.
  package func value(of source: String) throws(ShellError) -> Value {
    var last = Value.none
    try run(source) { (value) throws(ShellError) in last = value }
    return last
  }

  // MARK: - Depth

  /// Runs `body` one level deeper, within the bound, and gives its errors a spot.
  func nested<T>(at position: SourcePosition?, _ body: () throws(ShellError) -> T) throws(ShellError) -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= budget.limits.depthMax else {
      throw ShellError("RecursionError", "calls and expressions are nested too deeply", at: position)
    }
    do throws(ShellError) { return try body() } catch { throw error.located(at: position) }
  }

  // MARK: - Names

  /// The methods of the language's own type of that name.
  func methods(of typeName: String) -> [String: NativeFunction] { methods[typeName] ?? [:] }

  func lookUp(_ name: String, _ scope: Scope) throws(ShellError) -> Value {
    if let value = scope.find(name) ?? builtins[name] { return value }
    if let hint = NotOffered.names[name] {
      throw ShellError("NameError", "'\(name)' is not supported in this shell", hint: hint)
    }
    if modules[name] != nil {
      throw ShellError("NameError", "name '\(name)' is not defined", hint: "run 'import \(name)' first")
    }
    var names = Set(builtins.keys).union(Keywords.offered)
    var here: Scope? = scope
    while let current = here {
      names.formUnion(current.values.keys)
      here = current.parent
    }
    throw ShellError(
      "NameError", "name '\(name)' is not defined",
      hint: hints[name] ?? NotOffered.slips[name] ?? NearMiss.hint(name, among: names.sorted()))
  }
}

/// Names of Python that are left out, and common slips.
enum NotOffered {
  static let names: [String: String] = [
    "exec": "write the statements themselves", "eval": "write the expression itself",
    "open": "use 'vctl' for files", "compile": "write the statements themselves",
    "__import__": "use 'import name'", "input": "assign the value: 'name = \"…\"'",
    "globals": "dir() lists the variables", "locals": "dir() lists the variables", "vars": "use dir(x)",
    "setattr": "assign it: 'object.name = value'", "delattr": "assign None: 'object.name = None'",
    "set": "use a list: '[…]'", "frozenset": "use a tuple: '(…)'",
    "map": "use a comprehension: '[f(x) for x in items]'",
    "filter": "use a comprehension: '[x for x in items if …]'", "bytes": "use a text", "bytearray": "use a text",
    "super": "objects have no classes here", "iter": "use 'for'", "id": "compare with 'is'", "object": "use a dict",
    "property": "objects have no classes here", "complex": "use float", "breakpoint": "use print(…)",
    "memoryview": "use a list",
  ]

  static let slips: [String: String] = [
    "null": "use 'None'", "nil": "use 'None'", "NULL": "use 'None'", "undefined": "use 'None'", "true": "use 'True'",
    "false": "use 'False'", "TRUE": "use 'True'", "FALSE": "use 'False'", "echo": "use print(…)",
    "length": "use len(…)", "string": "use str(…)",
  ]
}
