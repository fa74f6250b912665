extension Call {
  /// An argument that must be a text; nil where it was left out or None.
  package func text(_ index: Int) throws(ShellError) -> String? {
    guard let value = values[index], !value.isNone else { return nil }
    guard case .text(let text) = value else { throw wrongType(index, "a text", value) }
    return text
  }

  /// An argument that must be an integer; nil where it was left out or None.
  package func integer(_ index: Int) throws(ShellError) -> Int64? {
    guard let value = values[index], !value.isNone else { return nil }
    guard let number = Numbers.integer(value) else { throw wrongType(index, "an integer", value) }
    return number
  }

  private func wrongType(_ index: Int, _ wanted: String, _ value: Value) -> ShellError {
    .type("this takes \(wanted), not \(value.phrase)")
  }

  func iterator(_ index: Int) throws(ShellError) -> ValueIterator { try Iteration.over(value(index), budget) }
}
