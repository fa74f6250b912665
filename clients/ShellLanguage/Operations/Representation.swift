/// `repr()` and `str()`.
struct Representation {
  let budget: Budget
  /// Stops early once the text is longer than this.
  let bytesMax: Int
  private(set) var text = ""
  private(set) var isTooLong = false
  /// The lists and dicts that are being written: one inside itself shows as `[...]`.
  private var open: [ObjectIdentifier] = []

  private init(_ budget: Budget, bytesMax: Int) {
    self.budget = budget
    self.bytesMax = bytesMax
  }

  /// `repr(value)`
  static func of(_ value: Value, _ budget: Budget) throws(ShellError) -> String {
    var writer = Representation(budget, bytesMax: budget.limits.textBytesMax)
    try writer.write(value)
    if writer.isTooLong { try budget.checkText(Int.max) }
    return writer.text
  }

  /// `repr(value)` where it has at most `bytesMax` bytes, else nil.
  static func short(_ value: Value, _ budget: Budget, bytesMax: Int) throws(ShellError) -> String? {
    var writer = Representation(budget, bytesMax: bytesMax)
    try writer.write(value)
    return writer.isTooLong ? nil : writer.text
  }

  /// `str(value)`
  static func text(of value: Value, _ budget: Budget) throws(ShellError) -> String {
    switch value {
    case .text(let text): return text
    case .object(let object): return try object.text()
    default: return try of(value, budget)
    }
  }

  /// `!r`, `!s`, `!a` of an f-string's field.
  static func converted(
    _ value: Value, by conversion: Unicode.Scalar, _ budget: Budget
  ) throws(ShellError) -> String {
    if conversion == "s" { return try text(of: value, budget) }
    let text = try of(value, budget)
    guard conversion == "a", case .text(let string) = value else { return text }
    return QuotedText.representation(string, asciiOnly: true)
  }

  private mutating func append(_ piece: String) throws(ShellError) {
    text += piece
    if text.utf8.count > bytesMax { isTooLong = true }
    try budget.allocate(piece.utf8.count)
  }

  private mutating func write(_ value: Value) throws(ShellError) {
    guard !isTooLong else { return }
    try budget.step()
    switch value {
    case .none: try append("None")
    case .bool(let flag): try append(flag ? "True" : "False")
    case .int(let number): try append(String(number))
    case .float(let number): try append(FloatText.representation(number))
    case .text(let string): try append(QuotedText.representation(string))
    case .range(let range): try append(range.text)
    case .list(let list):
      try nest(in: list, "[...]") { (writer) throws(ShellError) in
        try writer.sequence(try list.elements(), "[", "]")
      }
    case .tuple(let tuple):
      try nest(in: tuple, "(...)") { (writer) throws(ShellError) in
        try writer.sequence(tuple.elements, "(", tuple.elements.count == 1 ? ",)" : ")")
      }
    case .dict(let dict):
      try nest(in: dict, "{...}") { (writer) throws(ShellError) in try writer.pairs(dict) }
    case .function(let function):
      try append(function.isLambda ? "<function <lambda>>" : "<built-in function \(function.name)>")
    case .type(let type): try append("<class '\(type.name)'>")
    case .iterator(let iterator): try append("<\(iterator.typeName) object>")
    case .object(let object): try append(try object.representation())
    }
  }

  private mutating func nest(
    in object: AnyObject, _ placeholder: String, _ body: (inout Representation) throws(ShellError) -> Void
  ) throws(ShellError) {
    let identity = ObjectIdentifier(object)
    if open.contains(identity) { return try append(placeholder) }
    guard open.count < Budget.nestingMax else { throw .recursion() }
    open.append(identity)
    try body(&self)
    open.removeLast()
  }

  private mutating func sequence(_ elements: [Value], _ opening: String, _ closing: String) throws(ShellError) {
    try append(opening)
    for (index, element) in elements.enumerated() {
      if isTooLong { return }
      if index > 0 { try append(", ") }
      try write(element)
    }
    try append(closing)
  }

  private mutating func pairs(_ dict: DictValue) throws(ShellError) {
    try append("{")
    for (index, pair) in dict.pairs.enumerated() {
      if isTooLong { return }
      if index > 0 { try append(", ") }
      try write(pair.key)
      try append(": ")
      try write(pair.value)
    }
    try append("}")
  }
}

/// Texts in quotes, as Python writes them.
enum QuotedText {
  /// The literal of `text`: single quotes unless only they stand in it, invisible characters escaped.
  static func representation(_ text: String, asciiOnly: Bool = false) -> String {
    let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
    var quoted = String.UnicodeScalarView()
    quoted.append(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", quote:
        quoted.append("\\")
        quoted.append(scalar)
      case "\n": quoted.append(contentsOf: "\\n".unicodeScalars)
      case "\r": quoted.append(contentsOf: "\\r".unicodeScalars)
      case "\t": quoted.append(contentsOf: "\\t".unicodeScalars)
      default:
        if isPrintable(scalar), !asciiOnly || scalar.isASCII {
          quoted.append(scalar)
        } else {
          quoted.append(contentsOf: escape(scalar).unicodeScalars)
        }
      }
    }
    quoted.append(quote)
    return String(quoted)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\" + mark + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
