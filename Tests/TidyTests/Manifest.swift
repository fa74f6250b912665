/// The modules as the text of Package.swift lists them.
struct Manifest {
  struct Module: Sendable {
    let name: String
    let folder: String
    let dependencies: [String]
    /// Tests, and what only tests use.
    let isTest: Bool
    /// Others are module maps or C.
    let isSwift: Bool
  }

  static let modules: [Module] = parse(SourceFile.read("Package.swift"))

  /// Reads the calls `module(…)`, `program(…)`, `tests(…)`, and `.target`/`.systemLibrary`, in their order.
  static func parse(_ text: String) -> [Module] {
    guard let start = text.range(of: "targets: [") else { return [] }
    var modules: [Module] = []
    for call in calls(in: text[start.upperBound...]) {
      let folder = call.labelled["in"] ?? (call.kind == "tests" ? "Tests" : "Sources")
      switch call.kind {
      case "module", "program", "tests":
        guard let name = call.plain.first else { continue }
        modules.append(
          Module(
            name: name, folder: call.labelled["path"] ?? "\(folder)/\(name)",
            dependencies: Array(call.plain.dropFirst()),
            isTest: folder == "Tests" || folder.hasPrefix("Tests/"), isSwift: true))
      default:
        guard let name = call.labelled["name"] else { continue }
        modules.append(
          Module(
            name: name, folder: call.labelled["path"] ?? "Sources/\(name)", dependencies: [], isTest: false,
            isSwift: false))
      }
    }
    return modules
  }

  private struct Call {
    let kind: String
    var plain: [String] = []
    var labelled: [String: String] = [:]
  }

  private static func calls(in text: Substring) -> [Call] {
    var calls: [Call] = []
    let lines = text.split(separator: "\n").map { line in
      line.range(of: "//").map { line[..<$0.lowerBound] } ?? line
    }
    var rest = lines.joined(separator: "\n")[...]
    while let open = rest.firstIndex(of: "(") {
      let kind = rest[..<open].reversed().prefix { $0.isLetter }.reversed()
      rest = rest[rest.index(after: open)...]
      let close = closing(of: rest) ?? rest.endIndex
      var call = Call(kind: String(kind))
      for argument in arguments(of: rest[..<close]) { add(argument, to: &call) }
      if ["module", "program", "tests", "target", "systemLibrary"].contains(call.kind) { calls.append(call) }
      rest = close < rest.endIndex ? rest[rest.index(after: close)...] : ""
    }
    return calls
  }

  private static func closing(of text: Substring) -> Substring.Index? {
    var depth = 0
    for place in text.indices {
      if text[place] == "(" { depth += 1 }
      if text[place] == ")" {
        if depth == 0 { return place }
        depth -= 1
      }
    }
    return nil
  }

  /// Split at the commas that stand in no bracket.
  private static func arguments(of text: Substring) -> [Substring] {
    var (parts, depth, start): ([Substring], Int, Substring.Index) = ([], 0, text.startIndex)
    for place in text.indices {
      if "([".contains(text[place]) { depth += 1 }
      if ")]".contains(text[place]) { depth -= 1 }
      if text[place] == ",", depth == 0 {
        parts.append(text[start..<place])
        start = text.index(after: place)
      }
    }
    return parts + [text[start...]]
  }

  private static func add(_ argument: Substring, to call: inout Call) {
    let argument = argument.drop { $0.isWhitespace }
    func quoted(_ text: Substring) -> String? {
      let text = text.drop { $0.isWhitespace }
      guard text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") else { return nil }
      return String(text.dropFirst()[..<end])
    }
    if let text = quoted(argument) { return call.plain.append(text) }
    guard let colon = argument.firstIndex(of: ":") else { return }
    if let text = quoted(argument[argument.index(after: colon)...]) { call.labelled[String(argument[..<colon])] = text }
  }
}

extension StringProtocol {
  /// The first place of that text.
  func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
