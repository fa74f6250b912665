/// The units of time as people write them.
enum TimeUnit {
  /// How many seconds one of a unit has; nil for what is no unit.
  static func seconds(_ unit: Substring) -> Int64? {
    switch unit {
    case "s", "sec", "second", "seconds": 1
    case "m", "min", "minute", "minutes": 60
    case "h", "hour", "hours": 3_600
    case "d", "day", "days": 86_400
    case "w", "week", "weeks": 604_800
    default: nil
    }
  }
}

extension Duration {
  /// What can be written, for messages.
  package static let writtenForms = "a number of seconds, or a time such as 30s, 10m or 2h"

  /// The longest that is taken, in seconds: 30 years are as good as for ever.
  private static let writtenSecondsMax = 1e9

  /// Reads `90`, `1.5`, `30s`, `10m`, `2h` or `1d`; a number alone is seconds. Nil for anything else.
  package init?(written text: String) {
    let digits = text.prefix { "0123456789.".contains($0) }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let count = Double(digits), let each = unit.isEmpty ? 1 : TimeUnit.seconds(Substring(unit.lowercased())),
      count * Double(each) <= Self.writtenSecondsMax
    else { return nil }
    self = .seconds(count * Double(each))
  }
}
