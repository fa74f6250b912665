/// What makes two keys of a dict the same: equal numbers are one key, whatever their type.
package enum HashKey: Hashable {
  case none
  case int(Int64)
  case float(UInt64)
  case text(ExactText)
  case tuple([HashKey])
  case identity(ObjectIdentifier)
  /// A host's own notion: its type and what identifies the object in it.
  case named(type: String, key: String)
}

/// A text that is only equal to the same scalars.
package struct ExactText: Hashable {
  let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: ExactText, b: ExactText) -> Bool { a.text.isIdentical(to: b.text) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension HashKey {
  /// The key of a value.
  ///
  /// - Throws: TypeError for lists, dicts and other values that change.
  init(_ value: Value, _ budget: Budget, depth: Int = 0) throws(ShellError) {
    switch value {
    case .none: self = .none
    case .bool(let flag): self = .int(flag ? 1 : 0)
    case .int(let number): self = .int(number)
    case .float(let number):
      if let whole = Int64(exactly: number) { self = .int(whole) } else { self = .float(number.bitPattern) }
    case .text(let text): self = .text(ExactText(text))
    case .tuple(let tuple):
      guard depth < Budget.nestingMax else { throw .recursion() }
      var keys: [HashKey] = []
      for element in tuple.elements {
        try budget.step()
        keys.append(try HashKey(element, budget, depth: depth + 1))
      }
      try budget.allocate(keys.count * 16)
      self = .tuple(keys)
    case .function(let function): self = .identity(ObjectIdentifier(function))
    case .type(let type): self = .named(type: "type", key: type.name)
    case .iterator(let iterator): self = .identity(ObjectIdentifier(iterator))
    case .object(let object): self = try object.hashKey()
    case .range(let range): self = .named(type: "range", key: range.text)
    case .list, .dict:
      throw .type("\(value.phrase) cannot be a key, since it can change", hint: "use a tuple or a text")
    }
  }
}
