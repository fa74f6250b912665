/// What a host does with values, as the language itself does it.
extension Runtime {
  /// `repr(value)`
  package func representation(of value: Value) throws(ShellError) -> String { try Representation.of(value, budget) }

  /// `str(value)`
  package func text(of value: Value) throws(ShellError) -> String { try Representation.text(of: value, budget) }

  /// `a == b`
  package func areEqual(_ a: Value, _ b: Value) throws(ShellError) -> Bool { try Equality.areEqual(a, b, budget) }

  /// `list(value)`
  ///
  /// - Throws: TypeError where the value cannot be iterated over.
  package func elements(of value: Value) throws(ShellError) -> [Value] {
    if case .list(let list) = value { return try list.elements() }
    return try Iteration.collect(try Iteration.over(value, budget), budget)
  }
}
