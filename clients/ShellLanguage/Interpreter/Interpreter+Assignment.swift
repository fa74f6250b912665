extension Interpreter {
  /// Sets what `target` names.
  func assign(_ value: Value, to target: Expression, _ scope: Scope) throws(ShellError) {
    switch target.kind {
    case .name(let name): scope.values[name] = value
    case .tuple(let targets), .list(let targets):
      let values = try unpacked(value, into: targets.count, at: target.position)
      for (target, value) in zip(targets, values) { try assign(value, to: target, scope) }
    case .attribute(let owner, let name, let position):
      let owner = try evaluate(owner, scope)
      do throws(ShellError) { try setAttribute(name, of: owner, to: value) } catch {
        throw error.located(at: position)
      }
    case .index(let owner, let key):
      let owner = try evaluate(owner, scope)
      let key = try evaluate(key, scope)
      do throws(ShellError) { try Items.set(key, of: owner, to: value, budget) } catch {
        throw error.located(at: target.position)
      }
    case .slice(let owner, let bounds):
      let owner = try evaluate(owner, scope)
      let values = try Iteration.collect(try Iteration.over(value, budget, at: target.position), budget)
      try replace(bounds, of: owner, with: values, at: target.position, scope)
    default: throw .syntax("this cannot be assigned to", at: target.position)
    }
  }

  private func unpacked(_ value: Value, into count: Int, at position: SourcePosition) throws(ShellError) -> [Value] {
    let iterator = try Iteration.over(value, budget, at: position)
    var values: [Value] = []
    while let element = try iterator.next() {
      try budget.step()
      guard values.count < count else {
        throw ShellError("ValueError", "too many values to unpack: expected \(count)", at: position)
      }
      values.append(element)
    }
    guard values.count == count else {
      throw ShellError("ValueError", "too few values to unpack: expected \(count), got \(values.count)", at: position)
    }
    return values
  }

  private func setAttribute(_ name: String, of owner: Value, to value: Value) throws(ShellError) {
    if case .object(let object) = owner {
      if try object.setAttribute(name, to: value) { return }
      throw unknownAttribute(name, of: owner)
    }
    throw ShellError("AttributeError", "\(owner.phrase) has no attributes to set")
  }

  private func replace(
    _ bounds: SliceBounds, of owner: Value, with values: [Value], at position: SourcePosition, _ scope: Scope
  ) throws(ShellError) {
    guard case .list(let list) = owner else {
      throw ShellError("TypeError", "only a list has slices to set", at: position)
    }
    let count = try list.elements().count
    let positions = try self.positions(bounds, count: count, scope)
    if positions.step == 1 {
      try budget.checkElements(count + values.count)
      return try list.replace(positions.start..<positions.start + positions.count, with: values)
    }
    guard values.count == positions.count else {
      throw ShellError(
        "ValueError", "the slice has \(positions.count) element\(positions.count == 1 ? "" : "s"), not \(values.count)",
        at: position)
    }
    var elements = try list.elements()
    var index = 0
    positions.forEachIndex {
      elements[$0] = values[index]
      index += 1
    }
    try list.replace(0..<count, with: elements)
  }

  // MARK: - += and del

  func augment(
    _ target: Expression, _ operation: BinaryOperator, _ value: Expression, _ scope: Scope
  ) throws(ShellError) {
    // The owner and the key are evaluated once, as in Python.
    let place = try place(of: target, scope)
    let old = try read(place, target, scope)
    let operand = try evaluate(value, scope)
    if case .list(let list) = old, operation == .add {
      try Iteration.extend(list, with: try Iteration.over(operand, budget, at: value.position), budget)
      if list.source != nil { return }
      return try set(place, to: old, target, scope)
    }
    let position = target.position.through(value.position)
    let new: Value
    do throws(ShellError) { new = try Arithmetic.apply(operation, old, operand, budget) } catch {
      throw error.located(at: position)
    }
    try set(place, to: new, target, scope)
  }

  private enum Place {
    case name(String)
    case attribute(Value, String)
    case item(Value, Value)
  }

  private func place(of target: Expression, _ scope: Scope) throws(ShellError) -> Place {
    switch target.kind {
    case .name(let name): return .name(name)
    case .attribute(let owner, let name, _): return .attribute(try evaluate(owner, scope), name)
    case .index(let owner, let key): return .item(try evaluate(owner, scope), try evaluate(key, scope))
    default: throw .syntax("this cannot be assigned to", at: target.position)
    }
  }

  private func read(_ place: Place, _ target: Expression, _ scope: Scope) throws(ShellError) -> Value {
    try nested(at: target.position) { () throws(ShellError) -> Value in
      switch place {
      case .name(let name): try lookUp(name, scope)
      case .attribute(let owner, let name): try attribute(name, of: owner)
      case .item(let owner, let key): try Items.item(key, of: owner, budget)
      }
    }
  }

  private func set(_ place: Place, to value: Value, _ target: Expression, _ scope: Scope) throws(ShellError) {
    try nested(at: target.position) { () throws(ShellError) in
      switch place {
      case .name(let name): scope.values[name] = value
      case .attribute(let owner, let name): try setAttribute(name, of: owner, to: value)
      case .item(let owner, let key): try Items.set(key, of: owner, to: value, budget)
      }
    }
  }

  func delete(_ target: Expression, _ scope: Scope) throws(ShellError) {
    switch target.kind {
    case .name(let name):
      guard scope.values.removeValue(forKey: name) == nil else { return }
      throw ShellError(
        "NameError", "name '\(name)' is not defined", at: target.position,
        hint: NearMiss.hint(name, among: variableNames))
    case .index(let owner, let key):
      let owner = try evaluate(owner, scope)
      let key = try evaluate(key, scope)
      do throws(ShellError) { try Items.delete(key, of: owner, budget) } catch {
        throw error.located(at: target.position)
      }
    case .slice(let owner, let bounds):
      guard case .list(let list) = try evaluate(owner, scope) else {
        throw ShellError("TypeError", "only a list has slices to delete", at: target.position)
      }
      let elements = try list.elements()
      let positions = try self.positions(bounds, count: elements.count, scope)
      if positions.step == 1 {
        return try list.replace(positions.start..<positions.start + positions.count, with: [])
      }
      var gone = Set<Int>()
      positions.forEachIndex { gone.insert($0) }
      let kept = elements.indices.filter { !gone.contains($0) }.map { elements[$0] }
      try list.replace(0..<elements.count, with: kept)
    default:
      throw ShellError(
        "TypeError", "attributes cannot be deleted", at: target.position, hint: "assign None: 'object.name = None'")
    }
  }
}
