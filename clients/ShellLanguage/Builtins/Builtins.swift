/// The names that are always there.
enum Builtins {
  static let functions: [NativeFunction] = sequenceFunctions + numberFunctions + objectFunctions + outputFunctions

  static let types: [NativeFunction] = plainTypes + containerTypes

  static func values() -> [String: Value] {
    var values: [String: Value] = [:]
    for function in functions { values[function.name] = function.value() }
    for type in types { values[type.name] = .type(TypeValue(type)) }
    return values
  }

  static func type(named name: String) -> Value {
    if let constructor = types.first(where: { $0.name == name }) { return .type(TypeValue(constructor)) }
    return .type(TypeValue(name: name))
  }
}
