/// `format(value, specification)`.
enum Formatting {
  static func text(_ value: Value, _ format: String, _ budget: Budget) throws(ShellError) -> String {
    if format.isEmpty { return try Representation.text(of: value, budget) }
    switch value {
    case .text(let text): return try textFormat(text, try FormatSpecification(format))
    case .bool(let flag): return try integer(flag ? 1 : 0, try FormatSpecification(format))
    case .int(let number): return try integer(number, try FormatSpecification(format))
    case .float(let number): return try float(number, try FormatSpecification(format))
    case .object(let object):
      if let text = try object.formatted(format) { return text }
    default: break
    }
    throw .type("\(value.phrase) takes no format such as '\(format)'", hint: "make it a text: str(…)")
  }

  private static func textFormat(_ text: String, _ specification: FormatSpecification) throws(ShellError) -> String {
    guard specification.type == nil || specification.type == "s" else {
      throw unknown(specification, "text", hint: "make it a number: int(…) or float(…)")
    }
    guard specification.alignment != "=" || specification.fill == "0" else {
      throw .value("'=' aligns numbers only")
    }
    var text = text
    if let precision = specification.precision {
      text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(precision)))
    }
    var specification = specification
    if specification.alignment == "=" { specification.alignment = "<" }
    return specification.padded(text, defaultAlignment: "<")
  }

  private static func unknown(_ specification: FormatSpecification, _ what: String, hint: String?) -> ShellError {
    let type = specification.type.map(String.init) ?? ""
    return .value("'\(type)' is not a format for \(Words.article(what))", hint: hint)
  }

  private static func sign(_ isNegative: Bool, _ specification: FormatSpecification) -> String {
    if isNegative { return "-" }
    return specification.sign == "-" ? "" : String(specification.sign)
  }

  private static func integer(_ number: Int64, _ specification: FormatSpecification) throws(ShellError) -> String {
    switch specification.type {
    case "e", "E", "f", "F", "g", "G", "%": return try float(Double(number), specification)
    case nil, "d", "n", "x", "X", "o", "b": break
    case "c":
      guard let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value) else {
        throw ShellError("OverflowError", "there is no character \(number)")
      }
      return specification.padded(String(scalar), defaultAlignment: "<")
    default: throw unknown(specification, "int", hint: nil)
    }
    guard specification.precision == nil else { throw .value("an integer's format takes no precision") }
    let (radix, prefix): (Int, String) =
      switch specification.type {
      case "x": (16, "0x")
      case "X": (16, "0X")
      case "o": (8, "0o")
      case "b": (2, "0b")
      default: (10, "")
      }
    let digits = String(number.magnitude, radix: radix, uppercase: specification.type == "X")
    let mark = sign(number < 0, specification) + (specification.isAlternate ? prefix : "")
    let grouped = group(digits, "", specification, size: radix == 10 ? 3 : 4, signWidth: mark.utf8.count)
    return specification.padded(grouped, sign: mark, defaultAlignment: ">")
  }

  private static func float(_ number: Double, _ specification: FormatSpecification) throws(ShellError) -> String {
    let mark = sign(number.sign == .minus && !number.isNaN, specification)
    let magnitude = number.magnitude
    let isCapital = specification.type.map { "EFG".unicodeScalars.contains($0) } ?? false
    var body: String
    if !magnitude.isFinite {
      body = magnitude.isNaN ? "nan" : "inf"
      if isCapital { body = body.uppercased() }
      if specification.type == "%" { body += "%" }
      return specification.padded(body, sign: mark, defaultAlignment: ">")
    }
    let alternate = specification.isAlternate
    switch specification.type {
    case "e", "E", "f", "F", "g", "G":
      let style = Character(specification.type ?? "f")
      let precision = specification.precision ?? 6
      body = CFormat.text(magnitude, style: style, precision: precision, keepsPoint: alternate)
    case "%":
      body = CFormat.text(magnitude * 100, style: "f", precision: specification.precision ?? 6) + "%"
    case nil, "n":
      if let precision = specification.precision {
        body = general(magnitude, max(1, precision), keepsFraction: specification.type == nil)
      } else {
        body = FloatText.representation(magnitude)
      }
    default: throw unknown(specification, "float", hint: specification.type == "d" ? "use '.0f', or int(…)" : nil)
    }
    let whole = body.prefix { $0.isNumber }
    let grouped = group(
      String(whole), String(body.dropFirst(whole.count)), specification, size: 3, signWidth: mark.utf8.count)
    return specification.padded(grouped, sign: mark, defaultAlignment: ">")
  }

  /// The format of `{x:.3}`: as `g`, with one digit after the point at least, and an exponent a little earlier.
  private static func general(_ number: Double, _ precision: Int, keepsFraction: Bool) -> String {
    var text = CFormat.text(number, style: "g", precision: precision)
    guard keepsFraction, !text.contains("e") else { return text }
    let digits = text.prefix { $0.isNumber }.count
    if !text.contains("."), digits >= precision, number != 0 {
      let scientific = CFormat.text(number, style: "e", precision: precision - 1)
      let parts = scientific.split(separator: "e")
      var mantissa = String(parts[0])
      while mantissa.contains("."), mantissa.hasSuffix("0") || mantissa.hasSuffix(".") {
        let isPoint = mantissa.hasSuffix(".")
        mantissa.removeLast()
        if isPoint { break }
      }
      return mantissa + "e" + parts[1]
    }
    if !text.contains(".") { text += ".0" }
    return text
  }

  /// Puts separators between groups of digits; leading zeros that fill the width are grouped too.
  private static func group(
    _ whole: String, _ tail: String, _ specification: FormatSpecification, size: Int, signWidth: Int
  ) -> String {
    guard let separator = specification.grouping else { return whole + tail }
    var digits = Array(whole.unicodeScalars)
    func width(_ count: Int) -> Int { count + (count - 1) / size }
    if specification.alignment == "=", specification.fill == "0" {
      while width(digits.count) + tail.utf8.count + signWidth < specification.width { digits.insert("0", at: 0) }
    }
    var text = String.UnicodeScalarView()
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % size == 0 { text.append(separator) }
      text.append(digit)
    }
    return String(text) + tail
  }
}
