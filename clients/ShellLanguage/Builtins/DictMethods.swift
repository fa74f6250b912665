/// The methods of dicts.
enum DictMethods {
  private static func dict(_ call: Call) throws(ShellError) -> DictValue {
    guard case .dict(let dict) = call.receiver else { throw .type("this is a method of dicts") }
    return dict
  }

  private static func view(_ name: String, _ part: DictPart, _ summary: String) -> NativeFunction {
    NativeFunction(name, [], summary) { (call) throws(ShellError) -> Value in
      .object(DictView(try dict(call), part, call.budget))
    }
  }

  static let all: [NativeFunction] = [
    view("keys", .keys, "The keys."),
    view("values", .values, "The values."),
    view("items", .items, "Pairs of key and value."),
    NativeFunction("get", ["key", "default="], "The value for a key, or the default.") {
      (call) throws(ShellError) -> Value in
      try dict(call)[try HashKey(call.value(0), call.budget)] ?? call[1] ?? .none
    },
    NativeFunction("pop", ["key", "default="], "Removes a key and returns its value.") {
      (call) throws(ShellError) -> Value in
      let dict = try dict(call)
      if let value = dict.remove(try HashKey(call.value(0), call.budget)) ?? call[1] { return value }
      throw try Items.missing(call.value(0), in: dict, call.budget)
    },
    NativeFunction("setdefault", ["key", "default="], "The value for a key, set to the default where it is new.") {
      (call) throws(ShellError) -> Value in
      let dict = try dict(call)
      let key = try HashKey(call.value(0), call.budget)
      if let value = dict[key] { return value }
      try dict.checkRoom(call.budget)
      dict.set(key, call.value(0), call[1] ?? .none)
      return call[1] ?? .none
    },
    NativeFunction("update", ["*source", "**values"], "Adds the entries of another dict.") {
      (call) throws(ShellError) -> Value in
      let dict = try dict(call)
      guard call.rest.count <= 1 else { throw .type("update() takes one argument by position") }
      if let source = call.rest.first { try Builtins.update(dict, from: source, call.budget) }
      for (name, value) in call.keywords {
        try dict.checkRoom(call.budget)
        dict[name] = value
      }
      return .none
    },
    NativeFunction("copy", [], "A new dict with the same entries.") { (call) throws(ShellError) -> Value in
      let copy = DictValue()
      try Builtins.update(copy, from: call.receiver, call.budget)
      return .dict(copy)
    },
    NativeFunction("clear", [], "Removes all keys.") { (call) throws(ShellError) -> Value in
      try dict(call).removeAll()
      return .none
    },
  ]
}
