/// The methods of the language's own types.
enum Methods {
  /// By the type's name and their own.
  static let tables: [String: [String: NativeFunction]] = [
    "str": table(TextMethods.all), "list": table(ListMethods.all), "tuple": table(ListMethods.ofTuples),
    "dict": table(DictMethods.all), "int": table(NumberMethods.ofIntegers), "bool": table(NumberMethods.ofIntegers),
    "float": table(NumberMethods.ofFloats),
  ]

  private static func table(_ functions: [NativeFunction]) -> [String: NativeFunction] {
    Dictionary(functions.map { ($0.name, $0) }) { first, _ in first }
  }
}

enum NumberMethods {
  static let ofIntegers: [NativeFunction] = [
    NativeFunction("bit_length", [], "How many bits the number takes.") { (call) throws(ShellError) -> Value in
      guard let number = Numbers.integer(call.receiver) else { return .none }
      return .int(Int64(64 - number.magnitude.leadingZeroBitCount))
    }
  ]

  static let ofFloats: [NativeFunction] = [
    NativeFunction("is_integer", [], "Whether the number has no fraction.") { (call) throws(ShellError) -> Value in
      guard case .float(let number) = call.receiver else { return .none }
      return .bool(number.isFinite && number.rounded() == number)
    }
  ]
}
