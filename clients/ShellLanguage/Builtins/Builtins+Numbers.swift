extension Builtins {
  static let numberFunctions: [NativeFunction] = [
    NativeFunction("abs", ["number"], "The number without its sign.") { (call) throws(ShellError) -> Value in
      switch Numbers.number(call.value(0)) {
      case .int(let number):
        guard number != .min else { throw .overflow() }
        return .int(abs(number))
      case .float(let number): return .float(number.magnitude)
      case nil: break
      }
      if case .object(let object) = call.value(0), let order = try object.order(.int(0)), order >= 0 {
        return call.value(0)
      }
      throw .type("abs() takes a number, not \(call.value(0).phrase)")
    },
    NativeFunction("round", ["number", "digits="], "The number rounded, halves to even.") {
      (call) throws(ShellError) -> Value in
      let digits = try call.integer(1)
      switch Numbers.number(call.value(0)) {
      case .int(let number): return .int(try round(number, digits ?? 0))
      case .float(let number):
        guard let digits else { return .int(try integer(number.rounded(.toNearestOrEven))) }
        return .float(round(number, digits))
      case nil: throw .type("round() takes a number, not \(call.value(0).phrase)")
      }
    },
    NativeFunction("chr", ["code"], "The character with that code.") { (call) throws(ShellError) -> Value in
      guard let code = try call.integer(0), let value = UInt32(exactly: code), let scalar = Unicode.Scalar(value) else {
        throw .value("there is no such character")
      }
      return .text(String(scalar))
    },
    NativeFunction("ord", ["character"], "The code of a character.") { (call) throws(ShellError) -> Value in
      guard let text = try call.text(0), let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
        throw .type("ord() takes one character")
      }
      return .int(Int64(scalar.value))
    },
  ]

  /// The integer part of a float.
  static func integer(_ number: Double) throws(ShellError) -> Int64 {
    if number.isNaN { throw .value("nan is not an integer") }
    guard number.magnitude < 0x1p63 else { throw .overflow() }
    return Int64(number)
  }

  private static func round(_ number: Int64, _ digits: Int64) throws(ShellError) -> Int64 {
    guard digits < 0 else { return number }
    guard digits > -19 else { return 0 }
    var unit: Int64 = 1
    for _ in 0..<(-digits) { unit *= 10 }
    let rest = number % unit
    let floor = number - rest
    let twice = rest.magnitude * 2
    let isUp = twice > unit.magnitude || (twice == unit.magnitude && (floor / unit) % 2 != 0)
    guard isUp else { return floor }
    let (rounded, isOver) = floor.addingReportingOverflow(number < 0 ? -unit : unit)
    if isOver { throw .overflow() }
    return rounded
  }

  private static func round(_ number: Double, _ digits: Int64) -> Double {
    guard number.isFinite, number != 0 else { return number }
    if digits > 322 { return number }
    if digits < -308 { return number.sign == .minus ? -0.0 : 0.0 }
    if digits >= 0 { return Double(CFormat.text(number, style: "f", precision: Int(digits))) ?? number }
    var unit = 1.0
    for _ in 0..<(-digits) { unit *= 10 }
    return (number / unit).rounded(.toNearestOrEven) * unit
  }
}
