/// Whether what was typed so far is a whole program.
package enum Completeness: Equatable, Sendable {
  case complete
  /// More lines are wanted; the next one starts with that many blanks.
  case incomplete(indent: Int)
  /// More lines would not make it right.
  case invalid

  /// Looks at a program that somebody is typing.
  ///
  /// A block ends with an empty line, as in IPython.
  package static func of(_ source: String) -> Completeness {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let last = lines.last { !isBlank($0) } ?? ""
    do throws(ShellError) {
      let statements = try Parser.parse(source)
      guard let statement = statements.last, statement.isBlock else { return .complete }
      let endsBlank = lines.count > 1 && lines.last.map(isBlank) ?? true
      return endsBlank ? .complete : .incomplete(indent: indent(after: last))
    } catch {
      if error.endedEarly { return .incomplete(indent: indent(after: last)) }
      // A backslash at the very end wants a line after it.
      if source.hasSuffix("\\") || source.hasSuffix("\\\n") { return .incomplete(indent: 0) }
      return .invalid
    }
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" || $0 == "\r" } }

  private static func indent(after line: Substring) -> Int {
    let blanks = line.prefix { $0 == " " }.count
    var code = line
    while let end = code.last, end == " " || end == "\r" { code.removeLast() }
    if code.hasSuffix(":") { return blanks + 4 }
    let word = code.dropFirst(blanks)
    if ["pass", "break", "continue"].contains(word) { return max(0, blanks - 4) }
    return blanks
  }
}

extension Statement {
  /// Whether it holds other statements.
  var isBlock: Bool {
    switch kind {
    case .branch, .loop, .whileLoop, .with: true
    default: false
    }
  }
}
