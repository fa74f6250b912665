/// `datetime.timedelta`: a length of time, to the microsecond.
package final class TimeSpan: HostObject {
  package let microseconds: Int64

  package init(microseconds: Int64) throws(ShellError) {
    self.microseconds = microseconds
    // Python's own bound: 999,999,999 days would not fit; a quarter of a million years is enough.
    guard microseconds.magnitude < 1 << 62 else { throw ShellError("OverflowError", "the span is too long") }
  }

  package var typeName: String { "datetime.timedelta" }
  package var standsOnItsOwnLine: Bool { false }

  package func typeObject() -> Value? { .object(TimeSpanType.shared) }

  private var days: Int64 { floor(microseconds, CivilTime.microsecondsPerDay) }
  private var secondsOfDay: Int64 { (microseconds - days * CivilTime.microsecondsPerDay) / 1_000_000 }
  private var rest: Int64 { microseconds - days * CivilTime.microsecondsPerDay - secondsOfDay * 1_000_000 }

  private func floor(_ a: Int64, _ b: Int64) -> Int64 { a / b - (a % b < 0 ? 1 : 0) }

  package func text() throws(ShellError) -> String {
    let (hours, minutes, seconds) = (secondsOfDay / 3600, secondsOfDay / 60 % 60, secondsOfDay % 60)
    var text = days == 0 ? "" : "\(days) day\(days == 1 || days == -1 ? "" : "s"), "
    text += "\(hours):" + CivilTime.digits(Int(minutes), 2) + ":" + CivilTime.digits(Int(seconds), 2)
    return text + (rest == 0 ? "" : "." + CivilTime.digits(Int(rest), 6))
  }

  package func representation() throws(ShellError) -> String {
    var parts: [String] = []
    if days != 0 { parts.append("days=\(days)") }
    if secondsOfDay != 0 { parts.append("seconds=\(secondsOfDay)") }
    if rest != 0 { parts.append("microseconds=\(rest)") }
    return "datetime.timedelta(" + (parts.isEmpty ? "0" : parts.joined(separator: ", ")) + ")"
  }

  package func isTrue() throws(ShellError) -> Bool { microseconds != 0 }

  package func equals(_ other: Value) throws(ShellError) -> Bool { TimeSpan.from(other)?.microseconds == microseconds }

  package func hashKey() throws(ShellError) -> HashKey { .named(type: typeName, key: String(microseconds)) }

  package func order(_ other: Value) throws(ShellError) -> Int? {
    guard let other = TimeSpan.from(other) else { return nil }
    return microseconds < other.microseconds ? -1 : microseconds > other.microseconds ? 1 : 0
  }

  package func arithmetic(_ operation: String, _ other: Value, isOnTheRight: Bool) throws(ShellError) -> Value? {
    if let other = TimeSpan.from(other) {
      switch operation {
      case "+": return .object(try TimeSpan(microseconds: microseconds + other.microseconds))
      case "-": return .object(try TimeSpan(microseconds: microseconds - other.microseconds))
      case "/":
        guard other.microseconds != 0 else { throw ShellError("ZeroDivisionError", "division by zero") }
        return .float(Double(microseconds) / Double(other.microseconds))
      default: return nil
      }
    }
    if operation == "*", let factor = Numbers.integer(other) {
      let (product, isOver) = microseconds.multipliedReportingOverflow(by: factor)
      return .object(try TimeSpan(microseconds: isOver ? .max : product))
    }
    if operation == "/", !isOnTheRight, let divisor = Numbers.float(other) {
      guard divisor != 0 else { throw ShellError("ZeroDivisionError", "division by zero") }
      return .object(try TimeSpan.rounding(Double(microseconds) / divisor))
    }
    if operation == "-", isOnTheRight, Numbers.integer(other) == 0 {
      return .object(try TimeSpan(microseconds: -microseconds))
    }
    return nil
  }

  static func rounding(_ microseconds: Double) throws(ShellError) -> TimeSpan {
    guard microseconds.magnitude < 0x1p62 else { throw ShellError("OverflowError", "the span is too long") }
    return try TimeSpan(microseconds: Int64(microseconds.rounded(.toNearestOrEven)))
  }

  package static func from(_ value: Value) -> TimeSpan? {
    if case .object(let object) = value { return object as? TimeSpan }
    return nil
  }

  private static let totalSeconds = NativeFunction("total_seconds", [], "The whole span in seconds.") {
    (call) throws(ShellError) -> Value in
    .float(Double(TimeSpan.from(call.receiver)?.microseconds ?? 0) / 1_000_000)
  }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    switch name {
    case "days": .int(days)
    case "seconds": .int(secondsOfDay)
    case "microseconds": .int(rest)
    case "total_seconds": Self.totalSeconds.value(of: .object(self))
    default: nil
    }
  }

  package func attributeNames() -> [String] { ["days", "microseconds", "seconds", "total_seconds"] }
}

/// `datetime.timedelta` itself: it makes spans.
final class TimeSpanType: HostObject, Sendable {
  static let shared = TimeSpanType()

  var typeName: String { "type" }
  var standsOnItsOwnLine: Bool { false }

  func representation() throws(ShellError) -> String { "<class 'datetime.timedelta'>" }

  func isType(of value: Value) -> Bool? { TimeSpan.from(value) != nil }

  func equals(_ other: Value) throws(ShellError) -> Bool {
    if case .object(let object) = other { return object is TimeSpanType }
    return false
  }

  func hashKey() throws(ShellError) -> HashKey { .named(type: "type", key: "datetime.timedelta") }

  func parameters() -> Parameters? {
    ["days=", "seconds=", "microseconds=", "milliseconds=", "minutes=", "hours=", "weeks="]
  }

  func call(_ call: Call) throws(ShellError) -> Value {
    let units: [Int64] = [86_400_000_000, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 604_800_000_000]
    var whole: Int64 = 0
    var fraction = 0.0
    for (index, unit) in units.enumerated() {
      guard let value = call[index] else { continue }
      switch Numbers.number(value) {
      case .int(let count):
        let (product, isOver) = count.multipliedReportingOverflow(by: unit)
        let (sum, isSumOver) = whole.addingReportingOverflow(product)
        if isOver || isSumOver { throw ShellError("OverflowError", "the span is too long") }
        whole = sum
      case .float(let count): fraction += count * Double(unit)
      case nil: throw .type("timedelta() takes numbers, not \(value.phrase)")
      }
    }
    let (sum, isOver) = whole.addingReportingOverflow(try TimeSpan.rounding(fraction).microseconds)
    return .object(try TimeSpan(microseconds: isOver ? .max : sum))
  }

  func help() throws(ShellError) -> HelpText {
    HelpText("datetime.timedelta" + (parameters()?.text ?? "") + "\nA length of time, to add to a moment.")
  }
}
