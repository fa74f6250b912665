/// `value[key]`, with one key.
enum Items {
  static func item(_ key: Value, of value: Value, _ budget: Budget) throws(ShellError) -> Value {
    switch value {
    case .list(let list):
      let elements = try list.elements()
      return elements[try Slicing.position(key, count: elements.count, of: "list")]
    case .tuple(let tuple):
      return tuple.elements[try Slicing.position(key, count: tuple.elements.count, of: "tuple")]
    case .range(let range): return .int(range[try Slicing.position(key, count: range.count, of: "range")])
    case .text(let text): return .text(try Slicing.scalar(of: text, at: key))
    case .dict(let dict):
      guard let found = dict[try HashKey(key, budget)] else { throw try missing(key, in: dict, budget) }
      return found
    case .object(let object):
      if let found = try object.item(key) { return found }
    default: break
    }
    if case .function = value {
      throw .type("a function has no items", hint: "call it with '(…)'")
    }
    throw .type("\(value.phrase) has no items")
  }

  static func set(_ key: Value, of owner: Value, to value: Value, _ budget: Budget) throws(ShellError) {
    switch owner {
    case .list(let list):
      let position = try Slicing.position(key, count: try list.elements().count, of: "list")
      try list.replace(position..<position + 1, with: [value])
    case .dict(let dict):
      let hashKey = try HashKey(key, budget)
      if dict[hashKey] == nil { try dict.checkRoom(budget) }
      dict.set(hashKey, key, value)
    case .object(let object):
      if try object.setItem(key, to: value) { return }
      fallthrough
    default: throw .type("\(owner.phrase) has no items to set")
    }
  }

  static func delete(_ key: Value, of owner: Value, _ budget: Budget) throws(ShellError) {
    switch owner {
    case .list(let list):
      let position = try Slicing.position(key, count: try list.elements().count, of: "list")
      try list.replace(position..<position + 1, with: [])
    case .dict(let dict):
      guard dict.remove(try HashKey(key, budget)) != nil else { throw try missing(key, in: dict, budget) }
    default: throw .type("\(owner.phrase) has no items to delete")
    }
  }

  /// The error for a key that a dict does not have.
  static func missing(_ key: Value, in dict: DictValue, _ budget: Budget) throws(ShellError) -> ShellError {
    var hint: String?
    if case .text(let name) = key {
      let names = dict.pairs.prefix(1000).compactMap { pair -> String? in
        if case .text(let text) = pair.key { return text }
        return nil
      }
      hint = NearMiss.hint(name, among: names)
    }
    let text = try Representation.short(key, budget, bytesMax: 200) ?? key.phrase
    return ShellError("KeyError", text, hint: hint)
  }
}
