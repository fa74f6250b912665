/// What is being typed at the end of a text.
package struct CompletionContext: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// A variable, a built-in or a word of the language.
    case name
    /// An attribute of what `owner` says, as source, such as `db.Organization`; nil where finding out could do something.
    case attribute(owner: String?)
    /// The inside of a string that is given to a call.
    case argumentText(CallSite)
    /// The inside of any other string.
    case text
    /// After `import` or `from`.
    case module
    /// After `from module import`.
    case imported(module: String)
  }

  /// The call that the cursor stands in, and for which argument.
  package struct CallSite: Equatable, Sendable {
    /// What is called, as source, such as `db.Organization.get_by_name`; nil where it is no chain of names.
    package let callee: String?
    /// The position of the argument, from 0.
    package let position: Int
    /// The argument's name, where it has one.
    package let keyword: String?
  }

  package let kind: Kind
  /// What is typed of the word so far.
  package let prefix: String
  /// The call whose keyword arguments may stand here too.
  package let call: CallSite?

  /// Looks at the text before the cursor.
  package static func of(_ source: String) -> CompletionContext {
    let scalars = Array(source.unicodeScalars.suffix(Parser.sourceScalarsMax))
    var lexer = Lexer(scalars, allowsPartialText: true)
    // What cannot be read is before the cursor and known to be wrong: what was read so far still helps.
    var tokens = (try? lexer.run()) ?? lexer.tokens
    while let last = tokens.last, [.newline, .end, .dedent, .indent].contains(last.kind) {
      if last.kind == .newline, last.range.isEmpty == false { break }
      tokens.removeLast()
    }
    return CompletionFinder(tokens: tokens, scalars: scalars).context()
  }
}

private struct CompletionFinder {
  let tokens: [Token]
  let scalars: [Unicode.Scalar]

  func context() -> CompletionContext {
    guard let last = tokens.last else { return CompletionContext(kind: .name, prefix: "", call: nil) }
    if case .partialText(let text) = last.kind {
      let call = callSite(before: tokens.count - 1)
      return CompletionContext(kind: call.map { .argumentText($0) } ?? .text, prefix: text, call: nil)
    }
    let touches = last.range.upperBound == scalars.count
    var prefix = ""
    var end = tokens.count
    if touches {
      switch last.kind {
      case .name(let word), .keyword(let word):
        prefix = word
        end -= 1
      case .text, .formatted, .integer, .float: return CompletionContext(kind: .text, prefix: "", call: nil)
      default: break
      }
    }
    if let kind = importKind(end: end) { return CompletionContext(kind: kind, prefix: prefix, call: nil) }
    if end > 0, tokens[end - 1].kind == .symbol(".") {
      return CompletionContext(kind: .attribute(owner: chain(endingBefore: end - 1)), prefix: prefix, call: nil)
    }
    let site = startsArgument(end) ? callSite(before: end) : nil
    return CompletionContext(kind: .name, prefix: prefix, call: site)
  }

  private func startsArgument(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    return tokens[index - 1].kind == .symbol("(") || tokens[index - 1].kind == .symbol(",")
  }

  /// The statement's own words, where it is an import.
  private func importKind(end: Int) -> CompletionContext.Kind? {
    var start = end
    while start > 0, tokens[start - 1].kind != .newline, tokens[start - 1].kind != .symbol(";"),
      tokens[start - 1].kind != .indent, tokens[start - 1].kind != .dedent
    { start -= 1 }
    let words = tokens[start..<end]
    guard let first = words.first else { return nil }
    if first.kind == .keyword("import") {
      let isFirst = words.count == 1 || words.last?.kind == .symbol(",")
      return isFirst ? .module : nil
    }
    guard first.kind == .keyword("from") else { return nil }
    guard let place = words.firstIndex(where: { $0.kind == .keyword("import") }) else {
      return words.count == 1 ? .module : nil
    }
    return .imported(module: source(words[(words.startIndex + 1)..<place]))
  }

  private func source(_ tokens: ArraySlice<Token>) -> String {
    guard let first = tokens.first, let last = tokens.last else { return "" }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[first.range.lowerBound..<last.range.upperBound])
    return String(text)
  }

  /// The names and numbers in brackets (`a.b[0].c`) that end before a token; nil for anything else.
  private func chain(endingBefore end: Int) -> String? {
    var index = end
    while true {
      while index >= 3, tokens[index - 1].kind == .symbol("]"), case .integer = tokens[index - 2].kind,
        tokens[index - 3].kind == .symbol("[")
      {
        index -= 3
      }
      guard index >= 1, case .name = tokens[index - 1].kind else { return nil }
      index -= 1
      guard index >= 1, tokens[index - 1].kind == .symbol(".") else { break }
      index -= 1
    }
    return source(tokens[index..<end])
  }

  /// The innermost call that is open before a token.
  private func callSite(before end: Int) -> CompletionContext.CallSite? {
    var index = end
    var closed = 0
    var commas = 0
    var keyword: String?
    var isOutermostPart = true
    while index > 0 {
      index -= 1
      switch tokens[index].kind {
      case .symbol(")"), .symbol("]"), .symbol("}"): closed += 1
      case .symbol("("), .symbol("["), .symbol("{"):
        if closed > 0 {
          closed -= 1
          continue
        }
        if tokens[index].kind == .symbol("("), isCallee(before: index) {
          return CompletionContext.CallSite(callee: chain(endingBefore: index), position: commas, keyword: keyword)
        }
        // A list inside the call: its commas are not the call's.
        commas = 0
        keyword = nil
        isOutermostPart = true
      case .symbol(",") where closed == 0:
        commas += 1
        isOutermostPart = false
      case .symbol("=") where closed == 0 && isOutermostPart && keyword == nil:
        if index > 0, case .name(let name) = tokens[index - 1].kind { keyword = name }
      case .newline where closed == 0: return nil
      default: break
      }
    }
    return nil
  }

  private func isCallee(before index: Int) -> Bool {
    guard index > 0 else { return false }
    switch tokens[index - 1].kind {
    case .name, .symbol("]"), .symbol(")"): return true
    default: return false
    }
  }
}
