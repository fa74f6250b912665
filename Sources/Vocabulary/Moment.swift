import Linux

/// A moment in UTC, to the microsecond, between the years 1 and 9999.
///
/// On the wire: RFC 3339 with six digits and `Z`. In the database: what the real server's SQLAlchemy writes,
/// `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC by convention.
package struct Moment: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z.
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// The current moment by the system's clock.
  package static var now: Moment { Moment(microseconds: wallNanoseconds() / 1_000) }

  package static func < (a: Moment, b: Moment) -> Bool { a.microseconds < b.microseconds }

  /// Reads RFC 3339 with any offset, the stored form, or a date (its first instant); nil for anything else. A text
  /// without an offset is in UTC. Digits after the sixth of a second are dropped.
  package init?(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2), year >= 1, (1...12).contains(month),
      (1...Self.days(in: month, year)).contains(day)
    else { return nil }
    var seconds = Self.dayNumber(year, month, day) * 86_400
    var fraction: Int64 = 0
    if !reader.isAtEnd {
      guard reader.take("T") || reader.take("t") || reader.take(" "), let time = reader.time() else { return nil }
      seconds += time.seconds
      fraction = time.microseconds
      guard let offset = reader.offset(), reader.isAtEnd else { return nil }
      seconds -= offset
    }
    microseconds = seconds * 1_000_000 + fraction
    guard (Self.first...Self.last).contains(seconds) else { return nil }
  }

  /// `2026-11-23T09:30:00.000000Z`
  package var wire: String { text(separator: "T", end: "Z") }
  /// `2026-11-23 09:30:00.000000`
  package var stored: String { text(separator: " ", end: nil) }

  /// Whether a text is a moment in the stored form, with all its digits.
  package static func isStored(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 26 else { return false }
    func number(_ start: Int, _ count: Int) -> Int64? {
      var number: Int64 = 0
      for byte in text[start..<start + count] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        number = number * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return number
    }
    func has(_ mark: Unicode.Scalar, at place: Int) -> Bool { text[place] == UInt8(ascii: mark) }
    guard has("-", at: 4), has("-", at: 7), has(" ", at: 10), has(":", at: 13), has(":", at: 16), has(".", at: 19),
      let year = number(0, 4), year >= 1, let month = number(5, 2), (1...12).contains(month),
      let day = number(8, 2), (1...days(in: month, year)).contains(day), let hour = number(11, 2), hour < 24,
      let minute = number(14, 2), minute < 60, let second = number(17, 2), second < 60
    else { return false }
    return number(20, 6) != nil
  }

  private static let first = dayNumber(1, 1, 1) * 86_400
  private static let last = dayNumber(9999, 12, 31) * 86_400 + 86_399

  private func text(separator: Unicode.Scalar, end: Unicode.Scalar?) -> String {
    let (seconds, fraction) = Self.divided(microseconds, by: 1_000_000)
    let (days, second) = Self.divided(seconds, by: 86_400)
    let (year, month, day) = Self.date(dayNumber: days)
    return String(unsafeUninitializedCapacity: 27) { bytes in
      func put(_ number: Int64, _ digits: Int, at place: Int) {
        var rest = UInt32(truncatingIfNeeded: number)
        for index in stride(from: place + digits - 1, through: place, by: -1) {
          bytes.initializeElement(at: index, to: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
          rest /= 10
        }
      }
      for (place, mark) in [(4, "-"), (7, "-"), (10, separator), (13, ":"), (16, ":"), (19, ".")]
        as [(Int, Unicode.Scalar)]
      {
        bytes.initializeElement(at: place, to: UInt8(ascii: mark))
      }
      put(year, 4, at: 0)
      put(month, 2, at: 5)
      put(day, 2, at: 8)
      put(second / 3_600, 2, at: 11)
      put(second / 60 % 60, 2, at: 14)
      put(second % 60, 2, at: 17)
      put(fraction, 6, at: 20)
      guard let end else { return 26 }
      bytes.initializeElement(at: 26, to: UInt8(ascii: end))
      return 27
    }
  }

  private static func divided(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

// The proleptic Gregorian calendar, counted in eras of 400 years that begin on the first of March, so that the leap day
// is the last of its year.
extension Moment {
  static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = divided(shifted, by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, day) = divided(dayNumber + 719_468, by: 146_097)
    let yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(in month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Moment {
  private struct Reader {
    let bytes: [UInt8]
    var place = 0
    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
      place += 1
      return true
    }

    mutating func digits(_ count: Int) -> Int64? {
      guard place + count <= bytes.count else { return nil }
      var number: Int64 = 0
      for byte in bytes[place..<place + count] {
        guard (0x30...0x39).contains(byte) else { return nil }
        number = number * 10 + Int64(byte - 0x30)
      }
      place += count
      return number
    }

    mutating func time() -> (seconds: Int64, microseconds: Int64)? {
      guard let hour = digits(2), take(":"), let minute = digits(2), hour < 24, minute < 60 else { return nil }
      guard take(":") else { return (hour * 3_600 + minute * 60, 0) }
      guard let second = digits(2), second < 60 else { return nil }
      var fraction: Int64 = 0
      if take(".") {
        let start = place
        var unit: Int64 = 100_000
        while let digit = digits(1) {
          fraction += digit * unit
          unit /= 10
        }
        guard place > start else { return nil }
      }
      return (hour * 3_600 + minute * 60 + second, fraction)
    }

    /// In seconds east of UTC.
    mutating func offset() -> Int64? {
      if isAtEnd || take("Z") || take("z") { return 0 }
      let isWest = take("-")
      guard isWest || take("+"), let hours = digits(2), hours < 24 else { return nil }
      _ = take(":")
      guard let minutes = digits(2), minutes < 60 else { return nil }
      return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
    }
  }
}
