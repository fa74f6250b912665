/// A fixed offset from UTC, such as `datetime.timezone.utc`.
package final class TimeZoneValue: HostObject {
  package let minutes: Int

  package init(_ minutes: Int) { self.minutes = minutes }

  package var typeName: String { "datetime.timezone" }
  package var standsOnItsOwnLine: Bool { false }

  package func typeObject() -> Value? { .object(TimeZoneType.shared) }

  package var name: String { minutes == 0 ? "UTC" : "UTC" + Self.offsetText(minutes) }

  package func text() throws(ShellError) -> String { name }

  package func representation() throws(ShellError) -> String {
    if minutes == 0 { return "datetime.timezone.utc" }
    return "datetime.timezone(" + (try TimeSpan(microseconds: Int64(minutes) * 60_000_000).representation()) + ")"
  }

  package func equals(_ other: Value) throws(ShellError) -> Bool {
    if case .object(let object) = other, let zone = object as? TimeZoneValue { return zone.minutes == minutes }
    return false
  }

  package func hashKey() throws(ShellError) -> HashKey { .named(type: typeName, key: String(minutes)) }

  /// `+02:00`
  static func offsetText(_ minutes: Int) -> String {
    (minutes < 0 ? "-" : "+") + CivilTime.digits(abs(minutes) / 60, 2) + ":" + CivilTime.digits(abs(minutes) % 60, 2)
  }

  /// The offset that an argument `tzinfo` means; nil for None.
  static func minutes(_ value: Value) throws(ShellError) -> Int? {
    if value.isNone { return nil }
    guard case .object(let object) = value, let zone = object as? TimeZoneValue else {
      throw .type("this takes a time zone, not \(value.phrase)", hint: "datetime.timezone.utc")
    }
    return zone.minutes
  }
}

/// `datetime.timezone` itself.
final class TimeZoneType: HostObject, Sendable {
  static let shared = TimeZoneType()

  var typeName: String { "type" }
  var standsOnItsOwnLine: Bool { false }

  func representation() throws(ShellError) -> String { "<class 'datetime.timezone'>" }

  func attribute(_ name: String) throws(ShellError) -> Value? { name == "utc" ? .object(TimeZoneValue(0)) : nil }

  func attributeNames() -> [String] { ["utc"] }

  func isType(of value: Value) -> Bool? {
    if case .object(let object) = value { return object is TimeZoneValue }
    return false
  }

  func parameters() -> Parameters? { ["offset"] }

  func call(_ call: Call) throws(ShellError) -> Value {
    guard let span = TimeSpan.from(call.value(0)), span.microseconds % 60_000_000 == 0,
      span.microseconds.magnitude < 86_400_000_000
    else { throw .value("a time zone is a timedelta of whole minutes, less than a day") }
    return .object(TimeZoneValue(Int(span.microseconds / 60_000_000)))
  }
}
