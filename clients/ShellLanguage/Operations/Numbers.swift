/// Numbers out of values.
enum Numbers {
  enum Number {
    case int(Int64)
    case float(Double)
  }

  /// The number of an int, a float or a bool.
  static func number(_ value: Value) -> Number? {
    switch value {
    case .bool(let flag): .int(flag ? 1 : 0)
    case .int(let number): .int(number)
    case .float(let number): .float(number)
    default: nil
    }
  }

  /// The integer of an int or a bool; nil for all else.
  static func integer(_ value: Value) -> Int64? {
    if case .int(let number)? = number(value) { return number }
    return nil
  }

  /// The integer that a number equals, `2.0` too.
  static func exactInteger(_ value: Value) -> Int64? {
    switch number(value) {
    case .int(let number): number
    case .float(let number): Int64(exactly: number)
    case nil: nil
    }
  }

  static func float(_ value: Value) -> Double? {
    switch number(value) {
    case .int(let number): Double(number)
    case .float(let number): number
    case nil: nil
    }
  }
}
