/// `datetime.datetime` itself: it makes moments.
final class DateTimeType: HostObject, Sendable {
  static let shared = DateTimeType()

  var typeName: String { "type" }
  var standsOnItsOwnLine: Bool { false }

  func representation() throws(ShellError) -> String { "<class 'datetime.datetime'>" }

  func isType(of value: Value) -> Bool? { DateTime.from(value) != nil }

  func equals(_ other: Value) throws(ShellError) -> Bool {
    if case .object(let object) = other { return object is DateTimeType }
    return false
  }

  func hashKey() throws(ShellError) -> HashKey { .named(type: "type", key: "datetime.datetime") }

  func parameters() -> Parameters? {
    ["year", "month", "day", "hour=", "minute=", "second=", "microsecond=", "tzinfo="]
  }

  func call(_ call: Call) throws(ShellError) -> Value {
    let zone = try call[7].map { (value) throws(ShellError) in try TimeZoneValue.minutes(value) }
    return .object(try Self.make(call, defaults: [1, 1, 1, 0, 0, 0, 0], zone: zone ?? nil))
  }

  /// Makes a moment of the first seven arguments.
  static func make(_ call: Call, defaults: [Int], zone: Int?) throws(ShellError) -> DateTime {
    var parts: [Int] = []
    for (index, standard) in defaults.enumerated() {
      parts.append(try call.integer(index).map { Int($0) } ?? standard)
    }
    guard let time = CivilTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]) else {
      throw .value(
        "there is no such moment", hint: "year, month, day, hour, minute, second: datetime(2024, 12, 31, 23, 59)")
    }
    return DateTime(time, offsetMinutes: zone)
  }

  private static let functions: [NativeFunction] = [
    NativeFunction("now", ["tz="], "The moment that it is now.") { (call) throws(ShellError) -> Value in
      guard let zone = try call[0].flatMap({ (value) throws(ShellError) in try TimeZoneValue.minutes(value) }) else {
        return try moment(CivilTime.now(isLocal: true), zone: nil)
      }
      let shifted = CivilTime.now(isLocal: false).flatMap {
        CivilTime(microseconds: $0.microseconds + Int64(zone) * 60_000_000)
      }
      return try moment(shifted, zone: zone)
    },
    NativeFunction("utcnow", [], "The moment that it is now, in UTC.") { (call) throws(ShellError) -> Value in
      try moment(CivilTime.now(isLocal: false), zone: nil)
    },
    NativeFunction("fromisoformat", ["text"], "The moment that a text such as '2024-12-31 23:59:00' means.") {
      (call) throws(ShellError) -> Value in .object(try parse(try call.text(0) ?? ""))
    },
  ]

  private static func moment(_ time: CivilTime?, zone: Int?) throws(ShellError) -> Value {
    guard let time else { throw ShellError("OverflowError", "the clock is outside the years 1 to 9999") }
    return .object(DateTime(time, offsetMinutes: zone))
  }

  func attribute(_ name: String) throws(ShellError) -> Value? {
    Self.functions.first { $0.name == name }?.value()
  }

  func attributeNames() -> [String] { Self.functions.map(\.name) }

  func help() throws(ShellError) -> HelpText {
    listing(under: "datetime.datetime" + (parameters()?.text ?? "") + "\nA date with a time of day.")
  }

  /// Reads `YYYY-MM-DD[(T| )HH:MM[:SS[.ffffff]]][Z|±HH:MM]`.
  private static func parse(_ text: String) throws(ShellError) -> DateTime {
    var rest = Substring(text)
    func number(_ digits: Int) -> Int? {
      let part = rest.prefix(digits)
      guard part.utf8.count == digits, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      rest = rest.dropFirst(digits)
      return Int(part)
    }
    func take(_ marks: String) -> Character? {
      guard let first = rest.first, marks.contains(first) else { return nil }
      rest.removeFirst()
      return first
    }
    let invalid = ShellError.value(
      "\(QuotedText.representation(String(text.prefix(40)))) is not a moment", hint: "for example '2024-12-31T23:59:00'"
    )
    guard let year = number(4), take("-") != nil, let month = number(2), take("-") != nil, let day = number(2) else {
      throw invalid
    }
    var (hour, minute, second, microsecond) = (0, 0, 0, 0)
    var zone: Int?
    if take("T ") != nil {
      guard let hours = number(2), take(":") != nil, let minutes = number(2) else { throw invalid }
      (hour, minute) = (hours, minutes)
      if take(":") != nil {
        guard let seconds = number(2) else { throw invalid }
        second = seconds
        if take(".") != nil {
          let digits = rest.prefix { $0.isASCII && $0.isNumber }
          guard (1...6).contains(digits.count), let fraction = Int(digits) else { throw invalid }
          microsecond = fraction * [100_000, 10_000, 1000, 100, 10, 1][digits.count - 1]
          rest = rest.dropFirst(digits.count)
        }
      }
      if take("Z") != nil {
        zone = 0
      } else if let sign = take("+-") {
        guard let hours = number(2), take(":") != nil, let minutes = number(2), hours < 24, minutes < 60 else {
          throw invalid
        }
        zone = (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
      }
    }
    guard rest.isEmpty, let time = CivilTime(year, month, day, hour, minute, second, microsecond) else { throw invalid }
    return DateTime(time, offsetMinutes: zone)
  }
}
