/// The methods of moments.
enum DateTimeMethods {
  private static func moment(_ call: Call) throws(ShellError) -> DateTime {
    guard let moment = DateTime.from(call.receiver) else { throw .type("this is a method of moments") }
    return moment
  }

  static let table: [NativeFunction] = [
    NativeFunction("isoformat", ["separator="], "The moment as ISO 8601 writes it.") {
      (call) throws(ShellError) -> Value in .text(try moment(call).isoText(separator: try call.text(0) ?? "T"))
    },
    NativeFunction("strftime", ["format"], "The moment in a format such as '%Y-%m-%d'.") {
      (call) throws(ShellError) -> Value in .text(try moment(call).strftime(try call.text(0) ?? ""))
    },
    NativeFunction("timestamp", [], "Seconds since 1970.") { (call) throws(ShellError) -> Value in
      .float(Double(try moment(call).microseconds) / 1_000_000)
    },
    NativeFunction("weekday", [], "0 for Monday.") { (call) throws(ShellError) -> Value in
      .int(Int64(try moment(call).time.weekday))
    },
    NativeFunction("date", [], "The moment at midnight.") { (call) throws(ShellError) -> Value in
      let time = try moment(call).time
      guard let day = CivilTime(time.year, time.month, time.day) else { return .none }
      return .object(DateTime(day))
    },
    NativeFunction(
      "replace", ["year=", "month=", "day=", "hour=", "minute=", "second=", "microsecond=", "tzinfo="],
      "The moment with some parts changed."
    ) { (call) throws(ShellError) -> Value in
      let moment = try moment(call)
      let time = moment.time
      let old = [time.year, time.month, time.day, time.hour, time.minute, time.second, time.microsecond]
      let zone = try call[7].map { (value) throws(ShellError) in try TimeZoneValue.minutes(value) }
      return .object(try DateTimeType.make(call, defaults: old, zone: zone ?? moment.offsetMinutes))
    },
  ]
}

extension DateTime {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// The parts of strftime(3) that people use, in English.
  func strftime(_ format: String) throws(ShellError) -> String {
    guard format.utf8.count <= FormatSpecification.sizeMax else { throw .value("the format is too long") }
    var text = ""
    var isMark = false
    for character in format {
      guard isMark else {
        if character == "%" { isMark = true } else { text.append(character) }
        continue
      }
      isMark = false
      switch character {
      case "Y": text += CivilTime.digits(time.year, 4)
      case "y": text += CivilTime.digits(time.year % 100, 2)
      case "m": text += CivilTime.digits(time.month, 2)
      case "d": text += CivilTime.digits(time.day, 2)
      case "H": text += CivilTime.digits(time.hour, 2)
      case "I": text += CivilTime.digits((time.hour + 11) % 12 + 1, 2)
      case "p": text += time.hour < 12 ? "AM" : "PM"
      case "M": text += CivilTime.digits(time.minute, 2)
      case "S": text += CivilTime.digits(time.second, 2)
      case "f": text += CivilTime.digits(time.microsecond, 6)
      case "B": text += Self.months[time.month - 1]
      case "b": text += Self.months[time.month - 1].prefix(3)
      case "A": text += Self.weekdays[time.weekday]
      case "a": text += Self.weekdays[time.weekday].prefix(3)
      case "z": text += offsetMinutes.map { TimeZoneValue.offsetText($0).filter { $0 != ":" } } ?? ""
      case "Z": text += offsetMinutes.map { TimeZoneValue($0).name } ?? ""
      case "%": text += "%"
      default: throw .value("'%\(character)' is not a part of a moment", hint: "for example '%Y-%m-%d %H:%M:%S'")
      }
    }
    return text + (isMark ? "%" : "")
  }
}
