import ShellLanguage

/// Arguments of methods, as what they must be.
enum Arguments {
  static func text(_ call: Call, _ place: Int) throws(ShellError) -> String {
    if case .object(let object) = call.value(place), object is UUIDValue {
      return try call.runtime.text(of: call.value(place))
    }
    guard case .text(let text) = call.value(place) else {
      throw ShellError("TypeError", "expected a text, not \(call.value(place).phrase)")
    }
    return text
  }

  /// `Scope.ORGANIZATION`, `"ORGANIZATION"`, `"organization"`, `"org"`: the daemon knows all forms.
  static func word(_ call: Call, _ place: Int) throws(ShellError) -> String {
    if case .object(let object) = call.value(place), let word = object as? EnumerationWord { return word.word }
    return try text(call, place)
  }

  /// A list of texts, or one; nothing where it was left out.
  static func words(_ value: Value?) throws(ShellError) -> [String] {
    let elements: [Value]
    switch value {
    case nil, Value.none?: return []
    case .list(let list)?: elements = try list.elements()
    case let other?: elements = [other]
    }
    var words: [String] = []
    for element in elements {
      guard case .text(let word) = element else {
        throw ShellError("TypeError", "expected a list of texts, not one with \(element.phrase)")
      }
      words.append(word)
    }
    return words
  }

  /// An id, or the id of a record.
  static func id(_ value: Value) throws(ShellError) -> Int64 {
    if case .int(let id) = value { return id }
    if let record = Record.from(value) { return try record.savedID() }
    throw ShellError("TypeError", "expected an id or a record, not \(value.phrase)")
  }
}
