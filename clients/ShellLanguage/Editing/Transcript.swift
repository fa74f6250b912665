/// Statements as they stand in pages and sessions: behind prompts, with what they answered, or indented.
package enum Transcript {
  /// The statements alone.
  ///
  /// Where the first line begins with a prompt (`In [1]: `, `>>> `), the statements are what stands behind prompts, and
  /// all other lines are answers. The first prompt may be missing, as where somebody copied from behind it on. Elsewhere
  /// the indentation of the first line is taken away from all.
  package static func statements(in text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    guard let place = lines.firstIndex(where: { !isBlank($0) }) else { return text }
    let first = lines[place]
    // An answer before the first statement.
    if prompted(first) != nil || isAnswer(first) { return behindPrompts(lines[...]) }
    if place + 1 < lines.count, isContinuation(lines[place + 1]), !opensString(first) {
      return behindPrompts(lines[(place + 1)...], after: first.drop(while: isBlankCharacter))
    }
    return dedented(lines, by: first.prefix(while: isBlankCharacter)) ?? text
  }

  private static func behindPrompts(_ lines: ArraySlice<Substring>, after first: Substring? = nil) -> String {
    var statements = first.map { [$0] } ?? []
    // The last statement may go on without a prompt: inside of brackets, and in a page of a block.
    var open = statements
    for line in lines {
      if let statement = prompted(line) {
        open = [statement]
        statements.append(statement)
      } else if let more = continued(line) ?? (isBlank(line) || isOpen(open) ? line : nil) {
        open.append(more)
        statements.append(more)
      } else {
        open = []
      }
    }
    return statements.joined(separator: "\n")
  }

  /// A block ends where its prompts do.
  private static func isOpen(_ lines: [Substring]) -> Bool {
    guard !lines.isEmpty, case .incomplete = Completeness.of(lines.joined(separator: "\n") + "\n") else { return false }
    return true
  }

  /// What stands behind `In [1]: ` or `>>> `.
  private static func prompted(_ line: Substring) -> Substring? {
    let line = line.drop(while: isBlankCharacter)
    if let prompt = line.prefixMatch(of: #/(>>>|In ?\[[0-9]+\]:)(?: |$)/#) { return line[prompt.range.upperBound...] }
    return nil
  }

  /// What stands behind `...: ` or `... `.
  private static func continued(_ line: Substring) -> Substring? {
    let line = line.drop(while: isBlankCharacter)
    if let prompt = line.prefixMatch(of: #/\.\.\.:?(?: |$)/#) { return line[prompt.range.upperBound...] }
    return nil
  }

  /// Whether a line that follows one without a prompt stands behind one: a bare `...` is Python's word for nothing.
  private static func isContinuation(_ line: Substring) -> Bool {
    line.prefixMatch(of: #/ *(\.\.\.:|\.\.\. +[^ ])/#) != nil
  }

  private static func opensString(_ line: Substring) -> Bool {
    var tracker = LineTracker()
    tracker.read(line)
    return tracker.isInString
  }

  private static func isAnswer(_ line: Substring) -> Bool {
    line.prefixMatch(of: #/[ \t]*Out ?\[[0-9]+\]:/#) != nil
  }

  private static func dedented(_ lines: [Substring], by indentation: Substring) -> String? {
    guard !indentation.isEmpty else { return nil }
    return lines.map { $0.hasPrefix(indentation) ? $0.dropFirst(indentation.count) : $0 }.joined(separator: "\n")
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(isBlankCharacter) }
  private static func isBlankCharacter(_ character: Character) -> Bool { character == " " || character == "\t" }
}
