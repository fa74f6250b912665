import Glibc
import Linux

/// A date and a time of day in the proleptic Gregorian calendar, to the microsecond.
package struct CivilTime: Equatable, Sendable {
  package var year = 1970
  package var month = 1
  package var day = 1
  package var hour = 0
  package var minute = 0
  package var second = 0
  package var microsecond = 0

  static let microsecondsPerDay: Int64 = 86_400_000_000

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func days(in month: Int, of year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Microseconds since the start of 1970.
  var microseconds: Int64 {
    // Years start in March, so that the leap day is the last of its year.
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return seconds * 1_000_000 + Int64(microsecond)
  }

  /// The date that many microseconds after the start of 1970; nil outside the years 1 to 9999.
  package init?(microseconds: Int64) {
    var (days, rest) = microseconds.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
    if rest < 0 { (days, rest) = (days - 1, rest + Self.microsecondsPerDay) }
    guard (-719_162...2_932_896).contains(days) else { return nil }
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    microsecond = Int(rest % 1_000_000)
    let seconds = Int(rest / 1_000_000)
    (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
  }

  /// A date from its parts; nil where there is no such date.
  package init?(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0, _ microsecond: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
      (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999_999).contains(microsecond)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second, self.microsecond) = (hour, minute, second, microsecond)
  }

  /// The clock, in UTC or in the machine's time zone (localtime_r(3)).
  static func now(isLocal: Bool) -> CivilTime? {
    let now = wallNanoseconds() / 1_000
    var offset = 0
    if isLocal {
      var seconds = time_t(now / 1_000_000)
      var parts = tm()
      localtime_r(&seconds, &parts)
      offset = parts.tm_gmtoff
    }
    return CivilTime(microseconds: now + Int64(offset) * 1_000_000)
  }

  static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// `2024-01-02T03:04:05` with six digits of a fraction where there is one.
  func text(separator: String) -> String {
    let date = Self.digits(year, 4) + "-" + Self.digits(month, 2) + "-" + Self.digits(day, 2)
    let time = Self.digits(hour, 2) + ":" + Self.digits(minute, 2) + ":" + Self.digits(second, 2)
    return date + separator + time + (microsecond == 0 ? "" : "." + Self.digits(microsecond, 6))
  }

  /// 0 for Monday.
  var weekday: Int {
    let (days, rest) = microseconds.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
    return Int(((days - (rest < 0 ? 1 : 0) + 3) % 7 + 7) % 7)
  }
}
