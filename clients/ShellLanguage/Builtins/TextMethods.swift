/// The methods of texts.
enum TextMethods {
  static let all: [NativeFunction] = changing + splitting + asking

  static func text(_ call: Call) throws(ShellError) -> String {
    guard case .text(let text) = call.receiver else { throw .type("this is a method of texts") }
    return text
  }

  private static func changed(
    _ name: String, _ summary: String, _ change: @escaping @Sendable (String) -> String
  ) -> NativeFunction {
    NativeFunction(name, [], summary) { (call) throws(ShellError) -> Value in
      let text = try text(call)
      try call.budget.checkText(text.utf8.count)
      return .text(change(text))
    }
  }

  private static func stripped(_ name: String, _ summary: String, _ side: Side) -> NativeFunction {
    NativeFunction(name, ["characters="], summary) { (call) throws(ShellError) -> Value in
      let text = try text(call)
      try call.budget.checkText(text.utf8.count)
      return .text(strip(text, try call.text(0), side))
    }
  }

  private static func filled(
    _ name: String, _ summary: String, _ alignment: Unicode.Scalar
  ) -> NativeFunction {
    NativeFunction(name, ["width", "fill="], summary) { (call) throws(ShellError) -> Value in
      let fill = try call.text(1) ?? " "
      guard let scalar = fill.unicodeScalars.first, fill.unicodeScalars.count == 1 else {
        throw .type("the fill is one character")
      }
      let text = try text(call)
      let width = Int(clamping: try call.integer(0) ?? 0)
      let missing = width - text.unicodeScalars.count
      guard missing > 0 else { return .text(text) }
      let (bytes, isOver) = missing.multipliedReportingOverflow(by: 4)
      try call.budget.checkText(isOver ? .max : bytes)
      // Python gives the odd blank to the left where the width is odd.
      let left = alignment == "<" ? 0 : alignment == ">" ? missing : missing / 2 + (missing & width & 1)
      func filling(_ count: Int) -> String { String(repeating: String(scalar), count: count) }
      return .text(filling(left) + text + filling(missing - left))
    }
  }

  private static let changing: [NativeFunction] = [
    changed("upper", "In capitals.") { $0.uppercased() },
    changed("lower", "In small letters.") { $0.lowercased() },
    changed("casefold", "In small letters, for comparing.") { $0.lowercased() },
    changed("title", "With a capital for each word.", titled),
    changed("capitalize", "With a capital at the start.") { text in
      let scalars = text.unicodeScalars
      guard let first = scalars.first else { return "" }
      return first.properties.titlecaseMapping + String(scalars.dropFirst()).lowercased()
    },
    changed("swapcase", "With capitals and small letters exchanged.") { text in
      var result = ""
      for scalar in text.unicodeScalars {
        let properties = scalar.properties
        result += properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
      }
      return result
    },
    stripped("strip", "Without blanks (or those characters) at both ends.", .both),
    stripped("lstrip", "Without blanks (or those characters) at the start.", .left),
    stripped("rstrip", "Without blanks (or those characters) at the end.", .right),
    filled("ljust", "Filled up on the right.", "<"),
    filled("rjust", "Filled up on the left.", ">"),
    filled("center", "Filled up on both sides.", "^"),
    NativeFunction("zfill", ["width"], "Filled up with zeros on the left.") { (call) throws(ShellError) -> Value in
      let text = try text(call)
      let missing = Int(clamping: try call.integer(0) ?? 0) - text.unicodeScalars.count
      guard missing > 0 else { return .text(text) }
      try call.budget.checkText(missing)
      let zeros = String(repeating: "0", count: missing)
      guard text.hasPrefix("-") || text.hasPrefix("+") else { return .text(zeros + text) }
      return .text(String(text.prefix(1)) + zeros + text.dropFirst())
    },
    NativeFunction("replace", ["old", "new", "count="], "With each 'old' replaced by 'new'.") {
      (call) throws(ShellError) -> Value in
      guard let old = try call.text(0), let new = try call.text(1) else { throw .type("replace() takes two texts") }
      let most = try call.integer(2) ?? -1
      return .text(try replace(try text(call), old, new, most < 0 ? .max : Int(most), call.budget))
    },
    NativeFunction("removeprefix", ["prefix"], "Without that prefix.") { (call) throws(ShellError) -> Value in
      let (text, prefix) = (try text(call), try call.text(0) ?? "")
      return .text(starts(text, prefix) ? TextSearch.slice(text, prefix.utf8.count..<text.utf8.count) : text)
    },
    NativeFunction("removesuffix", ["suffix"], "Without that suffix.") { (call) throws(ShellError) -> Value in
      let (text, suffix) = (try text(call), try call.text(0) ?? "")
      return .text(ends(text, suffix) ? TextSearch.slice(text, 0..<text.utf8.count - suffix.utf8.count) : text)
    },
    NativeFunction("format", ["*values", "**names"], "The template with its {fields} filled in.") {
      (call) throws(ShellError) -> Value in
      var template = FormatTemplate(call.runtime, call.rest, call.keywords)
      return .text(try template.text(try text(call)))
    },
  ]

  // MARK: - What they do

  enum Side {
    case left, right, both
  }

  /// Python's blanks: White_Space and the separators among the control characters.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  static func strip(_ text: String, _ characters: String?, _ side: Side) -> String {
    let unwanted = characters.map { Set($0.unicodeScalars) }
    func isUnwanted(_ scalar: Unicode.Scalar) -> Bool { unwanted?.contains(scalar) ?? isBlank(scalar) }
    var scalars = Substring(text).unicodeScalars
    if side != .right { while let first = scalars.first, isUnwanted(first) { scalars.removeFirst() } }
    if side != .left { while let last = scalars.last, isUnwanted(last) { scalars.removeLast() } }
    return String(scalars)
  }

  @Sendable
  private static func titled(_ text: String) -> String {
    var result = ""
    var isInWord = false
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      result += isInWord ? properties.lowercaseMapping : properties.titlecaseMapping
      isInWord = properties.isCased
    }
    return result
  }

  private static func replace(
    _ text: String, _ old: String, _ new: String, _ most: Int, _ budget: Budget
  ) throws(ShellError) -> String {
    var result = ""
    if old.isEmpty {
      let places = min(most, text.unicodeScalars.count + 1)
      let (bytes, isOver) = places.multipliedReportingOverflow(by: new.utf8.count)
      try budget.checkText(isOver ? .max : bytes + text.utf8.count)
      var left = places
      for scalar in text.unicodeScalars {
        if left > 0 { result += new }
        left -= 1
        result.unicodeScalars.append(scalar)
      }
      return left > 0 ? result + new : result
    }
    let found = try TextSearch.all(of: old, in: text, limit: most, budget)
    let growth = (new.utf8.count - old.utf8.count).multipliedReportingOverflow(by: found.count)
    try budget.checkText(growth.overflow ? .max : text.utf8.count + growth.partialValue)
    var utf8 = [UInt8]()
    let bytes = Array(text.utf8)
    var start = 0
    for offset in found {
      utf8 += bytes[start..<offset]
      utf8 += new.utf8
      start = offset + old.utf8.count
    }
    utf8 += bytes[start...]
    return String(decoding: utf8, as: UTF8.self)
  }

  static func starts(_ text: String, _ prefix: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

  static func ends(_ text: String, _ suffix: String) -> Bool {
    text.utf8.count >= suffix.utf8.count && text.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
