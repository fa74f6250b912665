/// `datetime.datetime`: a date with a time, with or without an offset from UTC.
package final class DateTime: HostObject {
  package let time: CivilTime
  /// Minutes east of UTC; nil for a naive moment.
  package let offsetMinutes: Int?

  package init(_ time: CivilTime, offsetMinutes: Int? = nil) {
    self.time = time
    self.offsetMinutes = offsetMinutes
  }

  /// The instant, in microseconds since 1970 in UTC; a naive moment counts as UTC.
  package var microseconds: Int64 { time.microseconds - Int64(offsetMinutes ?? 0) * 60_000_000 }

  package var typeName: String { "datetime.datetime" }
  package var standsOnItsOwnLine: Bool { false }

  package func typeObject() -> Value? { .object(DateTimeType.shared) }

  package func text() throws(ShellError) -> String { isoText(separator: " ") }

  /// ISO 8601, as Python's `isoformat` writes it.
  package func isoText(separator: String = "T") -> String {
    time.text(separator: separator) + (offsetMinutes.map(TimeZoneValue.offsetText) ?? "")
  }

  package func representation() throws(ShellError) -> String {
    var parts = [time.year, time.month, time.day, time.hour, time.minute]
    if time.second != 0 || time.microsecond != 0 { parts.append(time.second) }
    if time.microsecond != 0 { parts.append(time.microsecond) }
    let zone = try offsetMinutes.map { (minutes) throws(ShellError) in
      ", tzinfo=" + (try TimeZoneValue(minutes).representation())
    }
    return "datetime.datetime(" + parts.map(String.init).joined(separator: ", ") + (zone ?? "") + ")"
  }

  package func formatted(_ format: String) throws(ShellError) -> String? { try strftime(format) }

  package func equals(_ other: Value) throws(ShellError) -> Bool {
    guard let other = DateTime.from(other), (offsetMinutes == nil) == (other.offsetMinutes == nil) else { return false }
    return microseconds == other.microseconds
  }

  package func hashKey() throws(ShellError) -> HashKey {
    .named(type: offsetMinutes == nil ? "naive" : "aware", key: String(microseconds))
  }

  package func order(_ other: Value) throws(ShellError) -> Int? {
    guard let other = DateTime.from(other) else { return nil }
    try checkComparable(other)
    return microseconds < other.microseconds ? -1 : microseconds > other.microseconds ? 1 : 0
  }

  private func checkComparable(_ other: DateTime) throws(ShellError) {
    guard (offsetMinutes == nil) == (other.offsetMinutes == nil) else {
      throw .type(
        "a moment with a time zone and one without have no order", hint: "make both the same: '.replace(tzinfo=None)'")
    }
  }

  package func arithmetic(_ operation: String, _ other: Value, isOnTheRight: Bool) throws(ShellError) -> Value? {
    if let span = TimeSpan.from(other), operation == "+" || (operation == "-" && !isOnTheRight) {
      let change = operation == "+" ? span.microseconds : -span.microseconds
      let (total, isOver) = time.microseconds.addingReportingOverflow(change)
      guard !isOver, let moved = CivilTime(microseconds: total) else {
        throw ShellError("OverflowError", "the date is outside the years 1 to 9999")
      }
      return .object(DateTime(moved, offsetMinutes: offsetMinutes))
    }
    guard operation == "-", !isOnTheRight, let other = DateTime.from(other) else { return nil }
    try checkComparable(other)
    return .object(try TimeSpan(microseconds: microseconds - other.microseconds))
  }

  /// The moment in a value; nil for all else.
  package static func from(_ value: Value) -> DateTime? {
    if case .object(let object) = value { return object as? DateTime }
    return nil
  }

  // MARK: - Attributes

  package func attributeNames() -> [String] {
    [
      "date", "day", "hour", "isoformat", "microsecond", "minute", "month", "replace", "second", "strftime",
      "timestamp", "tzinfo", "weekday", "year",
    ]
  }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    switch name {
    case "year": .int(Int64(time.year))
    case "month": .int(Int64(time.month))
    case "day": .int(Int64(time.day))
    case "hour": .int(Int64(time.hour))
    case "minute": .int(Int64(time.minute))
    case "second": .int(Int64(time.second))
    case "microsecond": .int(Int64(time.microsecond))
    case "tzinfo": offsetMinutes.map { .object(TimeZoneValue($0)) } ?? Value.none
    case "isoformat", "replace", "strftime", "timestamp", "weekday", "date":
      DateTimeMethods.table.first { $0.name == name }?.value(of: .object(self))
    default: nil
    }
  }
}
