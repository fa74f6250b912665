extension TextMethods {
  static let splitting: [NativeFunction] = [
    NativeFunction("split", ["separator=", "most="], "The parts between separators, by default between blanks.") {
      (call) throws(ShellError) -> Value in .list(try split(call, isFromRight: false))
    },
    NativeFunction("rsplit", ["separator=", "most="], "Like split, from the end.") {
      (call) throws(ShellError) -> Value in .list(try split(call, isFromRight: true))
    },
    NativeFunction("splitlines", [], "The lines.") { (call) throws(ShellError) -> Value in
      let text = try text(call)
      try call.budget.allocate(text.utf8.count * 2)
      var lines: [Value] = []
      var line = String.UnicodeScalarView()
      var previous: Unicode.Scalar?
      for scalar in text.unicodeScalars {
        let isBreak =
          scalar.properties.generalCategory == .lineSeparator
          || "\n\r\u{0B}\u{0C}\u{1C}\u{1D}\u{1E}\u{85}\u{2029}".unicodeScalars.contains(scalar)
        if isBreak, !(scalar == "\n" && previous == "\r") {
          lines.append(.text(String(line)))
          line = String.UnicodeScalarView()
        } else if !isBreak {
          line.append(scalar)
        }
        previous = scalar
      }
      if !line.isEmpty { lines.append(.text(String(line))) }
      return .list(lines)
    },
    NativeFunction("partition", ["separator"], "The text before a separator, the separator, and the text after it.") {
      (call) throws(ShellError) -> Value in
      let text = try text(call)
      guard let separator = try call.text(0), !separator.isEmpty else { throw .value("the separator is empty") }
      guard let offset = TextSearch.first(of: separator, in: text) else {
        return .tuple([.text(text), .text(""), .text("")])
      }
      let before = TextSearch.slice(text, 0..<offset)
      let after = TextSearch.slice(text, offset + separator.utf8.count..<text.utf8.count)
      return .tuple([.text(before), .text(separator), .text(after)])
    },
    NativeFunction("join", ["texts"], "The texts with this one between them.") { (call) throws(ShellError) -> Value in
      let separator = try text(call)
      var result = ""
      let iterator = try call.iterator(0)
      var isFirst = true
      while let value = try iterator.next() {
        try call.budget.step()
        guard case .text(let part) = value else {
          throw .type(
            "join() takes texts, and one of these is \(value.phrase)",
            hint: "make them texts: '\", \".join(str(x) for x in items)'")
        }
        if !isFirst { result += separator }
        isFirst = false
        result += part
        if result.utf8.count > call.budget.limits.textBytesMax { try call.budget.checkText(result.utf8.count) }
      }
      try call.budget.checkText(result.utf8.count)
      return .text(result)
    },
  ]

  private static func split(_ call: Call, isFromRight: Bool) throws(ShellError) -> [Value] {
    let text = try text(call)
    let most = try call.integer(1) ?? -1
    let limit = most < 0 ? Int.max : Int(most)
    try call.budget.allocate(text.utf8.count * 2)
    let parts: [Value]
    if let separator = try call.text(0) {
      guard !separator.isEmpty else { throw .value("the separator is empty", hint: "for characters use list(text)") }
      parts = try split(text, by: separator, limit, isFromRight, call.budget)
    } else {
      parts = splitAtBlanks(text, limit, isFromRight)
    }
    try call.budget.checkElements(parts.count)
    return parts
  }

  private static func split(
    _ text: String, by separator: String, _ limit: Int, _ isFromRight: Bool, _ budget: Budget
  ) throws(ShellError) -> [Value] {
    var found: [Int]
    if isFromRight {
      let reversedText = reversed(text)
      let offsets = try TextSearch.all(of: reversed(separator), in: reversedText, limit: limit, budget)
      found = offsets.reversed().map { text.utf8.count - $0 - separator.utf8.count }
    } else {
      found = try TextSearch.all(of: separator, in: text, limit: limit, budget)
    }
    try budget.checkElements(found.count + 1)
    let bytes = Array(text.utf8)
    var parts: [Value] = []
    var start = 0
    for offset in found {
      parts.append(.text(String(decoding: bytes[start..<offset], as: UTF8.self)))
      start = offset + separator.utf8.count
    }
    parts.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
    return parts
  }

  private static func reversed(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.reversed())
    return String(scalars)
  }

  private static func splitAtBlanks(_ text: String, _ limit: Int, _ isFromRight: Bool) -> [Value] {
    // What is left over after the last split keeps the blanks at its far end.
    let near: Side = limit == .max ? .both : isFromRight ? .right : .left
    var scalars = Array(strip(text, nil, near).unicodeScalars)
    if isFromRight { scalars.reverse() }
    func part(_ slice: ArraySlice<Unicode.Scalar>) -> Value {
      var view = String.UnicodeScalarView()
      if isFromRight { view.append(contentsOf: slice.reversed()) } else { view.append(contentsOf: slice) }
      return .text(String(view))
    }
    var parts: [Value] = []
    var index = 0
    while index < scalars.count {
      let start = index
      if parts.count == limit {
        parts.append(part(scalars[start...]))
        break
      }
      while index < scalars.count, !isBlank(scalars[index]) { index += 1 }
      parts.append(part(scalars[start..<index]))
      while index < scalars.count, isBlank(scalars[index]) { index += 1 }
    }
    return isFromRight ? parts.reversed() : parts
  }
}
