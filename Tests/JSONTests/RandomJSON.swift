import JSON
import TestData

/// Makes values that exercise every kind, and the corners of each.
struct RandomJSON {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func value(depth: Int = 4) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
    case 0: .null
    case 1: .bool(Bool.random(using: &generator))
    case 2: .integer(integer())
    case 3: .number(double())
    case 4, 5: .string(text())
    case 6: .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in value(depth: depth - 1) })
    default:
      .object(
        JSON.Object(
          (0..<Int.random(in: 0..<5, using: &generator)).map { _ in JSON.Member(text(), value(depth: depth - 1)) }))
    }
  }

  mutating func integer() -> Int64 {
    let word = Int64(truncatingIfNeeded: generator.next())
    return word >> Int64.random(in: 0..<64, using: &generator)
  }

  /// Any finite double: all bit patterns are equally likely, subnormals and minus zero among them.
  mutating func double() -> Double {
    while true {
      let number =
        Bool.random(using: &generator)
        ? Double(bitPattern: generator.next())
        : Double(Int64.random(in: -100_000...100_000, using: &generator)) / 1000
      if number.isFinite { return number }
    }
  }

  mutating func text() -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<24, using: &generator) { text.append(scalar()) }
    return String(text)
  }

  private mutating func scalar() -> Unicode.Scalar {
    let ranges: [ClosedRange<UInt32>] = [
      0x61...0x7A, 0x61...0x7A, 0x20...0x7F, 0x00...0x1F, 0x22...0x22, 0x5C...0x5C, 0x80...0x7FF, 0x800...0xD7FF,
      0xE000...0xFFFF, 0x10000...0x10FFFF,
    ]
    let range = ranges[Int.random(in: 0..<ranges.count, using: &generator)]
    return Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "?"
  }
}
