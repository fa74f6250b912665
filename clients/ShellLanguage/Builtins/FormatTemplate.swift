/// `"{} {name!r:>10}".format(…)`.
struct FormatTemplate {
  let runtime: any Runtime
  let positional: [Value]
  let keywords: [(name: String, value: Value)]
  private var automatic = 0
  private var usesNumbers = false

  init(_ runtime: any Runtime, _ positional: [Value], _ keywords: [(name: String, value: Value)]) {
    self.runtime = runtime
    self.positional = positional
    self.keywords = keywords
  }

  mutating func text(_ template: String, depth: Int = 0) throws(ShellError) -> String {
    guard depth < 2 else { throw .value("the format is nested too deeply") }
    let scalars = Array(template.unicodeScalars)
    var result = ""
    var index = 0
    while index < scalars.count {
      try runtime.budget.step()
      let scalar = scalars[index]
      let isDouble = index + 1 < scalars.count && scalars[index + 1] == scalar
      index += 1
      guard scalar == "{" || scalar == "}" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if isDouble {
        result.unicodeScalars.append(scalar)
        index += 1
        continue
      }
      guard scalar == "{" else { throw .value("a single '}' in the template", hint: "write '}}' for a brace") }
      guard let end = Self.closing(scalars, from: index) else {
        throw .value("a single '{' in the template", hint: "write '{{' for a brace")
      }
      result += try field(Array(scalars[index..<end]), depth: depth)
      try runtime.budget.checkText(result.utf8.count)
      index = end + 1
    }
    return result
  }

  private static func closing(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var open = 0
    for index in start..<scalars.count {
      if scalars[index] == "{" { open += 1 }
      if scalars[index] == "}" {
        if open == 0 { return index }
        open -= 1
      }
    }
    return nil
  }

  private mutating func field(_ scalars: [Unicode.Scalar], depth: Int) throws(ShellError) -> String {
    func string(_ part: ArraySlice<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return String(view)
    }
    let nameEnd = scalars.firstIndex { $0 == ":" || $0 == "!" } ?? scalars.count
    var value = try lookUp(string(scalars[..<nameEnd]))
    var rest = scalars[nameEnd...]
    if rest.first == "!" {
      guard let conversion = rest.dropFirst().first, "rsa".unicodeScalars.contains(conversion) else {
        throw .value("expected r, s or a after '!'")
      }
      value = .text(try Representation.converted(value, by: conversion, runtime.budget))
      rest = rest.dropFirst(2)
    }
    guard rest.isEmpty || rest.first == ":" else { throw .value("expected ':' after the conversion") }
    let format = rest.count > 1 ? try text(string(rest.dropFirst()), depth: depth + 1) : ""
    return try Formatting.text(value, format, runtime.budget)
  }

  /// The value for `name`, `0`, or nothing (the next one), with `.attributes` and `[items]`.
  private mutating func lookUp(_ path: String) throws(ShellError) -> Value {
    let name = String(path.prefix { $0 != "." && $0 != "[" })
    var value: Value
    if name.isEmpty || Int(name) != nil {
      let index = Int(name) ?? automatic
      if name.isEmpty { automatic += 1 } else { usesNumbers = true }
      guard !(usesNumbers && automatic > 0) else { throw .value("number all fields of the template, or none") }
      guard positional.indices.contains(index) else {
        let values = positional.count == 1 ? "is 1 value" : "are \(positional.count) values"
        throw ShellError("IndexError", "the template has a field \(index), but there \(values)")
      }
      value = positional[index]
    } else {
      guard let keyword = keywords.first(where: { $0.name == name }) else {
        throw ShellError(
          "KeyError", "the template has a field '\(name)' that is not given",
          hint: NearMiss.hint(name, among: keywords.map(\.name)))
      }
      value = keyword.value
    }
    var rest = path.dropFirst(name.count)
    while let mark = rest.first {
      if mark == "." {
        let attribute = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
        value = try runtime.attribute(String(attribute), of: value)
        rest = rest.dropFirst(attribute.count + 1)
      } else {
        let key = rest.dropFirst().prefix { $0 != "]" }
        rest = rest.dropFirst(key.count + 1)
        guard mark == "[", rest.first == "]" else { throw .value("'\(path)' is not a field of a template") }
        rest = rest.dropFirst()
        value = try Items.item(Int64(key).map(Value.int) ?? .text(String(key)), of: value, runtime.budget)
      }
    }
    return value
  }
}
