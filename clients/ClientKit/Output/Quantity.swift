/// Sizes and times as a person reads them, three digits or so.
package enum Quantity {
  /// `4.1 MB`, of 1,000,000 bytes.
  package static func bytes(_ count: Int64) -> String {
    scaled(count, [("B", 1), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000)])
  }

  /// `830 µs`, `12.3 ms`, `1.5 s`.
  package static func microseconds(_ count: Int64) -> String {
    scaled(count, [("µs", 1), ("ms", 1_000), ("s", 1_000_000)])
  }

  /// `3 d 4 h`, `2 h 5 min`, `12 s`: two units at most.
  package static func seconds(_ count: Int64) -> String {
    let units: [(name: String, size: Int64)] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
    let first = units.firstIndex { count >= $0.size } ?? units.count - 1
    var (rest, parts): (Int64, [String]) = (count, [])
    for unit in units[first...].prefix(2) {
      if parts.isEmpty || rest >= unit.size { parts.append("\(rest / unit.size) \(unit.name)") }
      rest %= unit.size
    }
    return parts.joined(separator: " ")
  }

  /// The digits in groups of three.
  package static func count(_ number: Int64) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  private static func scaled(_ count: Int64, _ units: [(name: String, size: Int64)]) -> String {
    guard let unit = units.last(where: { count >= $0.size && $0.size > 1 }) else { return "\(count) \(units[0].name)" }
    let tenths = (count + unit.size / 20) / (unit.size / 10)
    return tenths < 100 * 10 && tenths % 10 != 0
      ? "\(tenths / 10).\(tenths % 10) \(unit.name)" : "\(tenths / 10) \(unit.name)"
  }
}
