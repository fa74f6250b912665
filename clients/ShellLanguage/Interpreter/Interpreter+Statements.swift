extension Interpreter {
  /// How a statement ended.
  enum Flow {
    case normal, broken, continued
  }

  func execute(_ statements: [Statement], _ scope: Scope) throws(ShellError) -> Flow {
    for statement in statements {
      let flow = try execute(statement, scope)
      if flow != .normal { return flow }
    }
    return .normal
  }

  func execute(_ statement: Statement, _ scope: Scope) throws(ShellError) -> Flow {
    try nested(at: statement.position) { () throws(ShellError) -> Flow in
      try budget.step()
      switch statement.kind {
      case .expression(let expression): _ = try evaluateAlone(expression, scope)
      case .assign(let targets, let value):
        let value = try evaluate(value, scope)
        for target in targets { try assign(value, to: target, scope) }
      case .augmented(let target, let operation, let value):
        try augment(target, operation, value, scope)
      case .delete(let targets):
        for target in targets { try delete(target, scope) }
      case .assert(let test, let message): try check(test, message, scope)
      case .importModules(let names):
        for name in names { try importModule(name, scope) }
      case .importNames(let module, let position, let names):
        try importNames(names, from: module, at: position, scope)
      case .help(let subject?): write(try help(about: try evaluate(subject, scope)) + "\n")
      case .help(nil): write(try help(about: nil) + "\n")
      case .pass: break
      case .breakLoop: return .broken
      case .continueLoop: return .continued
      case .branch(let branches, let otherwise): return try branch(branches, otherwise, scope)
      case .loop(let target, let items, let body, let otherwise):
        return try loop(over: items, target, body, otherwise, scope)
      case .whileLoop(let test, let body, let otherwise):
        return try loop(while: test, body, otherwise, scope)
      case .with(let items, let body): return try with(items[...], body, scope)
      }
      return .normal
    }
  }

  /// The value of an expression that is a statement.
  func evaluateAlone(_ expression: Expression, _ scope: Scope) throws(ShellError) -> Value {
    let value = try evaluate(expression, scope)
    if case .object(let object) = value {
      do throws(ShellError) { try object.standAlone() } catch { throw error.located(at: expression.position) }
    }
    return value
  }

  private func check(_ test: Expression, _ message: Expression?, _ scope: Scope) throws(ShellError) {
    guard try !evaluate(test, scope).isTrue() else { return }
    var text = "the condition is false"
    if let message { text = try Representation.text(of: try evaluate(message, scope), budget) }
    throw ShellError("AssertionError", text, at: test.position)
  }

  // MARK: - Blocks

  private func branch(_ branches: [Branch], _ otherwise: [Statement], _ scope: Scope) throws(ShellError) -> Flow {
    for branch in branches where try evaluate(branch.test, scope).isTrue() {
      return try execute(branch.body, scope)
    }
    return try execute(otherwise, scope)
  }

  private func loop(
    over items: Expression, _ target: Expression, _ body: [Statement], _ otherwise: [Statement], _ scope: Scope
  ) throws(ShellError) -> Flow {
    let iterator = try iterator(over: items, scope)
    while let value = try next(of: iterator, at: items.position) {
      try budget.step()
      try assign(value, to: target, scope)
      if try execute(body, scope) == .broken { return .normal }
    }
    return try execute(otherwise, scope)
  }

  private func loop(
    while test: Expression, _ body: [Statement], _ otherwise: [Statement], _ scope: Scope
  ) throws(ShellError) -> Flow {
    while try evaluate(test, scope).isTrue() {
      try budget.step()
      if try execute(body, scope) == .broken { return .normal }
    }
    return try execute(otherwise, scope)
  }

  private func with(_ items: ArraySlice<WithItem>, _ body: [Statement], _ scope: Scope) throws(ShellError) -> Flow {
    guard let item = items.first else { return try execute(body, scope) }
    return try nested(at: item.context.position) { () throws(ShellError) -> Flow in
      guard case .object(let object) = try evaluate(item.context, scope), let entered = try object.enter() else {
        throw .type("this cannot be used in a 'with'", hint: "for example 'with db.transaction():'")
      }
      let flow: Flow
      do throws(ShellError) {
        if let target = item.target { try assign(entered, to: target, scope) }
        flow = try with(items.dropFirst(), body, scope)
      } catch {
        try object.exit(error)
        throw error
      }
      try object.exit(nil)
      return flow
    }
  }

  // MARK: - Imports

  private func importModule(_ imported: ImportedName, _ scope: Scope) throws(ShellError) {
    let module = try module(imported.name, at: imported.position)
    if let alias = imported.alias {
      scope.values[alias] = .object(module)
      return
    }
    let parts = imported.name.split(separator: ".").map(String.init)
    var path = parts[0]
    guard var parent = try? self.module(path, at: imported.position) else { return }
    scope.values[path] = .object(parent)
    // `import a.b.c` binds `a`, and makes `a.b.c` reachable through it.
    for part in parts.dropFirst() {
      path += "." + part
      let child = try self.module(path, at: imported.position)
      if let parent = parent as? Module { parent.members[part] = .object(child) }
      parent = child
    }
  }

  private func importNames(
    _ names: [ImportedName], from name: String, at position: SourcePosition, _ scope: Scope
  ) throws(ShellError) {
    let module = try module(name, at: position)
    for imported in names {
      let value: Value
      if let member = try module.attribute(imported.name) {
        value = member
      } else if let child = try? self.module(name + "." + imported.name, at: imported.position) {
        value = .object(child)
      } else {
        throw ShellError(
          "ImportError", "module '\(name)' has no '\(imported.name)'", at: imported.position,
          hint: NearMiss.hint(imported.name, among: module.attributeNames())
            ?? "it has " + module.attributeNames().joined(separator: ", "))
      }
      scope.values[imported.alias ?? imported.name] = value
    }
  }

  /// The module of that name, or one made for the common start of several (`a` where there is `a.b`).
  private func module(_ name: String, at position: SourcePosition) throws(ShellError) -> any HostObject {
    if let module = modules[name] { return module }
    if modules.keys.contains(where: { $0.hasPrefix(name + ".") }) {
      let package = Module(name, [:])
      addModule(package)
      return package
    }
    throw ShellError(
      "ModuleNotFoundError", "there is no module '\(name)'", at: position,
      hint: NearMiss.hint(name, among: moduleNames) ?? "there are " + moduleNames.joined(separator: ", "))
  }
}
