extension Builtins {
  static let objectFunctions: [NativeFunction] = [
    NativeFunction("isinstance", ["value", "type"], "Whether the value is of a type, or of one of a tuple.") {
      (call) throws(ShellError) -> Value in
      .bool(try isInstance(call.value(0), of: call.value(1), call.budget))
    },
    NativeFunction("hasattr", ["value", "name"], "Whether the value has that attribute.") {
      (call) throws(ShellError) -> Value in
      guard let name = try call.text(1) else { throw .type("the name is a text") }
      return .bool(try attribute(name, of: call.value(0), call.runtime) != nil)
    },
    NativeFunction("getattr", ["value", "name", "default="], "The attribute of that name.") {
      (call) throws(ShellError) -> Value in
      guard let name = try call.text(1) else { throw .type("the name is a text") }
      if let other = call[2] { return try attribute(name, of: call.value(0), call.runtime) ?? other }
      return try call.runtime.attribute(name, of: call.value(0))
    },
    NativeFunction("callable", ["value"], "Whether the value can be called.") { (call) throws(ShellError) -> Value in
      switch call.value(0) {
      case .function, .type: .bool(true)
      case .object(let object): .bool(object.parameters() != nil)
      default: .bool(false)
      }
    },
  ]

  private static func attribute(
    _ name: String, of value: Value, _ runtime: any Runtime
  ) throws(ShellError) -> Value? {
    do throws(ShellError) { return try runtime.attribute(name, of: value) } catch {
      if error.className == "AttributeError" { return nil }
      throw error
    }
  }

  private static func isInstance(_ value: Value, of type: Value, _ budget: Budget) throws(ShellError) -> Bool {
    try budget.step()
    switch type {
    case .type(let type):
      return value.typeName == type.name || (type.name == "int" && value.typeName == "bool")
    case .tuple(let types):
      for type in types.elements {
        // A tuple in a tuple is rare, and a tuple in itself cannot be.
        if case .tuple = type { throw .type("isinstance() takes a type, or a tuple of types") }
        if try isInstance(value, of: type, budget) { return true }
      }
      return false
    case .object(let object):
      if let answer = object.isType(of: value) { return answer }
    default: break
    }
    throw .type("isinstance() takes a type, or a tuple of types")
  }
}
