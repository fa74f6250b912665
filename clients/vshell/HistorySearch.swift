/// Goes through the statements that begin as a line did when Up was first pressed in it.
struct HistorySearch {
  private let statements: [String]
  /// The blanks that the line begins with: what is found stands behind them, so that it fits the block.
  private let indentation: String
  /// What must be the beginning.
  private let prefix: String
  /// The line as it was typed.
  private let typed: String
  /// The place of what is shown; the number of statements for the line itself.
  private var place: Int
  /// What the line holds now.
  private(set) var shown: String

  /// - Parameters:
  ///   - statements: the oldest first.
  ///   - before: what stands before the cursor.
  ///   - line: the whole line.
  init(_ statements: [String], before: String, line: String) {
    self.statements = statements
    indentation = String(before.prefix { $0 == " " })
    prefix = String(before.dropFirst(indentation.count))
    (typed, shown, place) = (line, line, statements.count)
  }

  /// The line with the next older statement in it; nil where there is none.
  mutating func earlier() -> String? { show((0..<place).last(where: isNew)) }

  /// The line with the next newer statement in it, and at last as it was typed; nil where that is shown already.
  mutating func later() -> String? {
    guard place < statements.count else { return nil }
    return show((place + 1..<max(place + 1, statements.count)).first(where: isNew) ?? statements.count)
  }

  private mutating func show(_ place: Int?) -> String? {
    guard let place else { return nil }
    self.place = place
    shown = place < statements.count ? indented(statements[place]) : typed
    return shown
  }

  /// Whether the statement is one of those, and another one than is shown.
  private func isNew(_ place: Int) -> Bool {
    statements[place].hasPrefix(prefix) && indented(statements[place]) != shown
  }

  private func indented(_ statement: String) -> String {
    indentation + statement.replacing("\n", with: "\n" + indentation)
  }
}
