package import Vocabulary

/// What a person calls a moment, in UTC: a day, a minute, a second, or an instant.
package struct MomentSpan: Sendable, Hashable {
  package let start: Moment
  /// The first moment after it; nil for an instant.
  package let end: Moment?

  /// What can be written, for messages.
  package static let forms = "2026-11-01, '2026-11-01 09:30:00Z', today, yesterday, 11:59 or 1h (an hour ago)"

  private static let day: Int64 = 86_400_000_000

  /// Reads what `Moment` does, `now`, `today`, `yesterday`, a time of today such as `11:59`, and `1h`, `-5min` or
  /// `2d ago`, which lie before now. Nil for anything else.
  package init?(_ text: String, now: Moment) {
    let today = String(now.wire.prefix(10))
    switch text.lowercased() {
    case "now": self.init(start: now, end: nil)
    case "today": self.init(exactly: today, length: Self.day)
    case "yesterday":
      self.init(exactly: String(Moment(microseconds: now.microseconds - Self.day).wire.prefix(10)), length: Self.day)
    default:
      if let length = Self.length(written: text) {
        self.init(exactly: text, length: length)
      } else if let past = Self.ago(text), let moment = now.earlier(by: past) {
        self.init(start: moment, end: nil)
      } else {
        let time = text.dropFirst().first == ":" ? "0" + text : text
        guard let length = Self.length(written: "\(today) \(time)"), length < Self.day else { return nil }
        self.init(exactly: "\(today) \(time)", length: length)
      }
    }
  }

  private init(start: Moment, end: Moment?) { (self.start, self.end) = (start, end) }

  /// - Parameter length: in microseconds; 1 for an instant.
  private init?(exactly text: String, length: Int64) {
    guard let moment = Moment(text) else { return nil }
    // No moment is after the last year that can be written.
    let next = min(Moment(microseconds: moment.microseconds + length), .last)
    self.init(start: moment, end: length > 1 ? next : nil)
  }

  /// How long what is written lasts: it is as exact as its last digit.
  private static func length(written text: String) -> Int64? {
    guard Moment(text) != nil else { return nil }
    let time = text.dropFirst(11).prefix { "0123456789:.".contains($0) }
    switch time.count {
    case 0: return day
    case 5: return 60_000_000
    case 8: return 1_000_000
    default: return (0..<max(0, 15 - time.count)).reduce(1) { length, _ in length * 10 }
    }
  }

  /// `1h`, `-5min`, `2d ago`: the microseconds.
  private static func ago(_ text: String) -> Int64? {
    var rest = text.lowercased()[...]
    if rest.hasSuffix(" ago") { rest = rest.dropLast(4) }
    if rest.hasPrefix("-") { rest = rest.dropFirst() }
    let digits = rest.prefix { ("0"..."9").contains($0) }
    guard let count = Int64(digits), let seconds = TimeUnit.seconds(rest.dropFirst(digits.count).drop { $0 == " " })
    else {
      return nil
    }
    let (length, isTooLong) = count.multipliedReportingOverflow(by: seconds * 1_000_000)
    return isTooLong ? nil : length
  }
}

extension Moment {
  /// Moments are written with four digits of a year.
  fileprivate static let last = Moment("9999-12-31T23:59:59.999999Z") ?? Moment(microseconds: 0)

  /// Nil before the year 1.
  fileprivate func earlier(by length: Int64) -> Moment? {
    let (microseconds, isTooEarly) = microseconds.subtractingReportingOverflow(length)
    guard !isTooEarly, let first = Moment("0001-01-01"), microseconds >= first.microseconds else { return nil }
    return Moment(microseconds: microseconds)
  }
}
