import JSON
import TestData
import Testing

@Suite("numbers")
struct NumberTests {
  private static let exact: [(text: String, value: JSON)] = [
    ("0", JSON.integer(0)), ("-1", .integer(-1)), ("10", .integer(10)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9007199254740993", .integer(9_007_199_254_740_993)), ("1000000000000000000", .integer(1_000_000_000_000_000_000)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
    ("9999999999999999999", .number(1e19)),
    ("18446744073709551616", .number(18_446_744_073_709_551_616)), ("100000000000000000000", .number(1e20)),
    ("0.0", .number(0)), ("1.0", .number(1)), ("1e0", .number(1)), ("1E+2", .number(100)), ("1e-2", .number(0.01)),
    ("-0.5", .number(-0.5)), ("0e0", .number(0)), ("0E-400", .number(0)), ("1e-400", .number(0)),
    ("0e99999", .number(0)), ("1.5e3", .number(1500)), ("123.456", .number(123.456)), ("1e22", .number(1e22)),
    ("1e23", .number(1e23)), ("5e-324", .number(.leastNonzeroMagnitude)),
    ("2.2250738585072014e-308", .number(2.2250738585072014e-308)),
    ("1.7976931348623157e308", .number(1.7976931348623157e308)), ("0.1e-6", .number(1e-7)),
    ("1000000000000000000000e-21", .number(1)), ("0.000000000000000000000000000001", .number(1e-30)),
    ("9007199254740993.0", .number(9_007_199_254_740_992)), ("9007199254740993e0", .number(9_007_199_254_740_992)),
    ("1e00000000000000000000000001", .number(10)), ("3.141592653589793238462643383279", .number(3.141592653589793)),
  ]

  @Test("integers that fit are exact, and everything else is the nearest double", arguments: exact)
  func values(text: String, expected: JSON) throws {
    #expect(try JSON(parsing: text) == expected)
    #expect(try JSON(parsing: "[\(text)]") == [expected])
  }

  @Test("minus zero stays a number with its sign", arguments: ["-0", "-0.0", "-0e5"])
  func minusZero(text: String) throws {
    let value = try JSON(parsing: text)
    guard case .number(let number) = value else {
      Issue.record("\(text) became \(value)")
      return
    }
    #expect(number == 0 && number.sign == .minus)
    #expect(value.description == "-0.0")
  }

  private static let tooLarge: [String] = [
    "1e309", "-1e309", "1e999999999999999999999999", "1.8e308", "0.1e310", "17976931348623159e292",
    "1" + String(repeating: "0", count: 309), "-" + String(repeating: "9", count: 400),
  ]

  @Test("numbers beyond the largest double are refused where they start", arguments: tooLarge)
  func outOfRange(text: String) {
    #expect(throws: JSONParseError(offset: 1, reason: "number out of range")) { try JSON(parsing: "[\(text)]") }
  }

  private static let long: [(text: String, value: Double)] = [
    ("1" + String(repeating: "0", count: 308), 1e308), (String(repeating: "9", count: 400) + "e-400", 1.0),
    ("0." + String(repeating: "0", count: 500) + "1e501", 1.0),
    ("1" + String(repeating: "0", count: 5000) + "e-5000", 1),
  ]

  @Test("long numbers in range are read", arguments: long)
  func longNumbers(text: String, expected: Double) throws {
    #expect(try JSON(parsing: text) == .number(expected))
  }

  @Test("short decimals are rounded as the standard library rounds them")
  func agreesWithTheStandardLibrary() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      let digits = UInt64.random(in: 0..<(1 << UInt64.random(in: 1..<60, using: &random)), using: &random)
      let point = Int.random(in: 0..<12, using: &random)
      var text = String(digits)
      text = point == 0 ? text : "\(text).\(String(digits % 1000))"
      text += "e\(Int.random(in: -30...30, using: &random))"
      let value = try JSON(parsing: text)
      #expect(value == .number(try #require(Double(text))), "\(text)")
    }
  }
}
