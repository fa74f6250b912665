/// Going over values, as `for` and `in` do.
enum Iteration {
  /// An iterator over a value; nil where it cannot be iterated over.
  static func iterator(of value: Value, _ budget: Budget) throws(ShellError) -> ValueIterator? {
    switch value {
    case .iterator(let iterator): return iterator
    case .list(let list):
      // A host's list may have other elements after a statement of the loop, such as one that deletes what it is at: the
      // rest would be skipped.
      let subject: Value = list.source == nil ? value : .list(ListValue(try list.elements()))
      return try IndexIterator(subject, "list_iterator") { (value, index) throws(ShellError) -> Value? in
        guard case .list(let list) = value else { return nil }
        let elements = try list.elements()
        return index < elements.count ? elements[index] : nil
      }
    case .tuple:
      return try IndexIterator(value, "tuple_iterator") { (value, index) throws(ShellError) -> Value? in
        guard case .tuple(let tuple) = value, index < tuple.elements.count else { return nil }
        return tuple.elements[index]
      }
    case .range(let range):
      return try IndexIterator(.none, "range_iterator") { (_, index) throws(ShellError) -> Value? in
        index < range.count ? .int(range[index]) : nil
      }
    case .text(let text):
      try budget.allocate(text.utf8.count * 4)
      let scalars = Array(text.unicodeScalars)
      return try IndexIterator(.none, "str_iterator") { (_, index) throws(ShellError) -> Value? in
        index < scalars.count ? .text(String(scalars[index])) : nil
      }
    case .dict(let dict): return try DictIterator(dict, .keys)
    case .object(let object): return try object.iterator()
    default: return nil
    }
  }

  /// An iterator over a value that must have one.
  static func over(
    _ value: Value, _ budget: Budget, at position: SourcePosition? = nil
  ) throws(ShellError) -> ValueIterator {
    if let iterator = try iterator(of: value, budget) { return iterator }
    let what = value.phrase
    var hint: String?
    if case .int(let number) = value { hint = "to count use 'range(\(number))'" }
    if case .function = value { hint = "call it with '(…)'" }
    throw ShellError("TypeError", "\(what) cannot be iterated over", at: position, hint: hint)
  }

  /// All values of an iterator, within the limits.
  static func collect(_ iterator: ValueIterator, _ budget: Budget) throws(ShellError) -> [Value] {
    var values: [Value] = []
    while let value = try iterator.next() {
      try budget.step()
      if values.count & 1023 == 0 { try budget.checkElements(values.count + 1024) }
      values.append(value)
    }
    return values
  }

  /// Adds all values of an iterator at the end of a list.
  static func extend(_ list: ListValue, with iterator: ValueIterator, _ budget: Budget) throws(ShellError) {
    let values = try collect(iterator, budget)
    let count = try list.elements().count
    try budget.checkElements(count + values.count)
    try list.replace(count..<count, with: values)
  }
}
