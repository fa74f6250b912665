/// Reads the text of a `--where`.
///
/// A value goes on to the end, so that it needs no quotes: it ends at `and` and `or` only where a condition follows, and
/// at a `)` that it does not open itself. Within quotes, none of these ends it.
struct ConditionReader {
  private let text: String
  private var rest: Substring
  /// How many parentheses are open.
  private var open = 0
  /// How deep the tree is.
  private var depth = 0

  /// More make no sense to a person.
  private static let depthMax = 30

  init(_ text: String) { (self.text, rest) = (text, text[...]) }

  mutating func whole() throws(UsageError) -> ConditionTree {
    let tree = try alternatives()
    skipBlanks()
    guard rest.isEmpty else { throw ConditionHead.refusal(text) }
    return tree
  }

  private mutating func alternatives() throws(UsageError) -> ConditionTree {
    var parts = [try conjunction()]
    while takeWord("or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(UsageError) -> ConditionTree {
    var parts = [try term()]
    while takeWord("and") { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func term() throws(UsageError) -> ConditionTree {
    skipBlanks()
    guard depth < Self.depthMax else { throw UsageError("a condition has at most \(Self.depthMax) parentheses") }
    depth += 1
    defer { depth -= 1 }
    if takeWord("not") { return .not(try term()) }
    if rest.first == "(" { return try group() }
    guard let head = ConditionHead(rest) else { throw ConditionHead.refusal(text) }
    rest = rest[head.end...]
    return .one(Condition(head.path, head.comparison, value(isJSON: head.comparison == .exact)))
  }

  private mutating func group() throws(UsageError) -> ConditionTree {
    rest.removeFirst()
    open += 1
    let tree = try alternatives()
    skipBlanks()
    guard rest.popFirst() == ")" else {
      throw UsageError("a ')' is missing in '\(Escape.controls(in: text))'")
    }
    open -= 1
    return tree
  }

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

  /// Takes the word where a condition follows it.
  private mutating func takeWord(_ word: String) -> Bool {
    guard let after = Self.after(word, rest) else { return false }
    rest = after
    return true
  }

  /// What follows the word, where that is a condition.
  private static func after(_ word: String, _ text: Substring) -> Substring? {
    let begun = text.drop { $0 == " " }
    guard begun.prefix(word.count).lowercased() == word else { return nil }
    let after = begun.dropFirst(word.count)
    guard after.first == " " || after.first == "(", beginsCondition(after) else { return nil }
    return after
  }

  private static func beginsCondition(_ text: Substring) -> Bool {
    var begun = text.drop { $0 == " " || $0 == "(" }
    while begun.prefix(4).lowercased() == "not " || begun.prefix(4).lowercased() == "not(" {
      begun = begun.dropFirst(3).drop { $0 == " " || $0 == "(" }
    }
    return ConditionHead(begun) != nil
  }

  // MARK: Values

  /// The text of a value, with its quotes.
  private mutating func value(isJSON: Bool) -> String {
    let start = rest.startIndex
    var opened = 0
    var mayBeQuoted = true
    while let character = rest.first {
      if character == "\"" || (character == "'" && !isJSON), mayBeQuoted || isJSON,
        let end = rest.dropFirst().firstIndex(of: character)
      {
        rest = rest[rest.index(after: end)...]
        mayBeQuoted = false
        continue
      }
      if character == " ", Self.after("and", rest) != nil || Self.after("or", rest) != nil { break }
      if character == "(" { opened += 1 }
      if character == ")" {
        if opened == 0, open > 0 { break }
        opened = max(0, opened - 1)
      }
      mayBeQuoted = character == "," || (mayBeQuoted && character == " ")
      rest.removeFirst()
    }
    var value = text[start..<rest.startIndex]
    if !rest.isEmpty { while value.last == " " { value.removeLast() } }
    return String(value)
  }
}

/// What a comparison begins with: a path and an operator.
struct ConditionHead {
  let path: String
  let comparison: Condition.Comparison
  /// Where the value begins.
  let end: String.Index

  /// Nil where the text begins otherwise. Blanks before the operator go with those after it.
  init?(_ text: Substring) {
    let path = text[..<FieldName.end(in: text, isPath: true)]
    let spaced = text[path.endIndex...]
    let rest = spaced.drop { $0 == " " }
    guard !path.isEmpty, let comparison = Condition.Comparison.beginning(rest) else { return nil }
    let value = rest.dropFirst(comparison.rawValue.count)
    (self.path, self.comparison) = (String(path), comparison)
    end = (spaced.first == " " ? value.drop { $0 == " " } : value).startIndex
  }

  static func refusal(_ text: String) -> UsageError {
    UsageError(
      "'\(Escape.controls(in: text))' is not a condition",
      hint: "use --where FIELD=VALUE, or with !=, <, <=, >, >=, ~ (like) or !~; 'a=1 or not b=2' joins them")
  }
}

/// One of the values that stand with commas.
struct ConditionItem {
  let text: String
  /// It stood in quotes, so that an empty one is a value.
  let isQuoted: Bool

  /// The values; a comma within quotes, or after a backslash, belongs to its value.
  static func split(_ text: String) -> [ConditionItem] {
    var items: [ConditionItem] = []
    var rest = text[...]
    repeat {
      if !items.isEmpty { rest = rest.dropFirst().drop { $0 == " " } }
      items.append(quoted(&rest) ?? plain(&rest))
    } while !rest.isEmpty
    return items
  }

  private static func quoted(_ rest: inout Substring) -> ConditionItem? {
    guard let mark = rest.first, mark == "\"" || mark == "'", let end = rest.dropFirst().firstIndex(of: mark) else {
      return nil
    }
    let after = rest[rest.index(after: end)...].drop { $0 == " " }
    guard after.isEmpty || after.first == "," else { return nil }
    let text = String(rest[rest.index(after: rest.startIndex)..<end])
    rest = after
    return ConditionItem(text: text, isQuoted: true)
  }

  private static func plain(_ rest: inout Substring) -> ConditionItem {
    var text = ""
    while let character = rest.first, character != "," {
      rest.removeFirst()
      text.append(character == "\\" && rest.first == "," ? rest.removeFirst() : character)
    }
    return ConditionItem(text: text, isQuoted: false)
  }
}
