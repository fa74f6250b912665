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
      let place = statement.lastLine - 1
      return endsBlank ? .complete : .incomplete(indent: indent(after: place < lines.count ? lines[place] : last))
    } catch {
      if error.endedEarly {
        // Blanks would be part of the text of an open string.
        if isInString(lines) { return .incomplete(indent: 0) }
        return .incomplete(indent: error.className == "IndentationError" ? blanks(of: last) + 4 : indent(after: last))
      }
      // A backslash at the very end wants a line after it.
      if source.hasSuffix("\\") || source.hasSuffix("\\\n") { return .incomplete(indent: blanks(of: last)) }
      return .invalid
    }
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" || $0 == "\r" } }
  private static func blanks(of line: Substring) -> Int { line.prefix { $0 == " " }.count }

  private static func isInString(_ lines: [Substring]) -> Bool {
    var tracker = LineTracker()
    for line in lines { tracker.read(line) }
    return tracker.isInString
  }

  /// A statement that ends a block leads one step back.
  private static func indent(after line: Substring) -> Int {
    let blanks = blanks(of: line)
    var code = line.dropFirst(blanks)
    while let end = code.last, end == " " || end == "\r" { code.removeLast() }
    return ["pass", "break", "continue"].contains(code) ? max(0, blanks - 4) : blanks
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

  /// The line on which the last statement inside of it begins.
  var lastLine: Int {
    let inner: Statement? =
      switch kind {
      case .branch(let branches, let otherwise): otherwise.last ?? branches.last?.body.last
      case .loop(_, _, let body, let otherwise), .whileLoop(_, let body, let otherwise): otherwise.last ?? body.last
      case .with(_, let body): body.last
      default: nil
      }
    return inner?.lastLine ?? position.line
  }
}
