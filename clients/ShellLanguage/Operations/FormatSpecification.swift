/// What stands after the colon in `{value:>10.2f}`.
struct FormatSpecification {
  var fill: Unicode.Scalar = " "
  var alignment: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var isAlternate = false
  var width = 0
  var grouping: Unicode.Scalar?
  var precision: Int?
  var type: Unicode.Scalar?

  /// As wide or as precise as a format may be.
  static let sizeMax = 10_000

  init(_ text: String) throws(ShellError) {
    let scalars = Array(text.unicodeScalars)
    var index = 0
    func isAlignment(_ at: Int) -> Bool { at < scalars.count && "<>=^".unicodeScalars.contains(scalars[at]) }
    if isAlignment(1) {
      (fill, alignment, index) = (scalars[0], scalars[1], 2)
    } else if isAlignment(0) {
      (alignment, index) = (scalars[0], 1)
    }
    func next() -> Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    if let mark = next(), "+- ".unicodeScalars.contains(mark) {
      sign = mark
      index += 1
    }
    if next() == "#" {
      isAlternate = true
      index += 1
    }
    if next() == "0" {
      if alignment == nil { (fill, alignment) = ("0", "=") }
      index += 1
    }
    width = try Self.number(scalars, &index) ?? 0
    if let mark = next(), mark == "," || mark == "_" {
      grouping = mark
      index += 1
    }
    if next() == "." {
      index += 1
      guard let digits = try Self.number(scalars, &index) else {
        throw .value("the format '\(text)' lacks a precision")
      }
      precision = digits
    }
    type = next()
    index += 1
    guard index >= scalars.count else {
      throw .value("'\(text)' is not a format", hint: "for example '>10', '<10', '.2f', '05d', ','")
    }
  }

  private static func number(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(ShellError) -> Int? {
    var number: Int?
    while index < scalars.count, ("0"..."9").contains(scalars[index]) {
      number = (number ?? 0) * 10 + Int(scalars[index].value - 48)
      index += 1
      guard let number, number <= sizeMax else { throw .value("a format is at most \(sizeMax) wide") }
    }
    return number
  }

  /// Fills `body` up to the width; zeros go between the sign and the digits.
  func padded(_ body: String, sign: String = "", defaultAlignment: Unicode.Scalar) -> String {
    let missing = width - sign.unicodeScalars.count - body.unicodeScalars.count
    guard missing > 0 else { return sign + body }
    func filling(_ count: Int) -> String { String(repeating: String(fill), count: count) }
    switch alignment ?? defaultAlignment {
    case "<": return sign + body + filling(missing)
    case "^": return filling(missing / 2) + sign + body + filling(missing - missing / 2)
    case "=": return sign + filling(missing) + body
    default: return filling(missing) + sign + body
    }
  }
}
