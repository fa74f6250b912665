package import JSON
import Vocabulary

extension String {
  /// Its lines, whichever way they end: a carriage return and a line feed are one character.
  package var lines: [String] {
    split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
  }
}

/// A line of a script of commands: `name = entity verb …`, quoted like a shell's, with `$name.field` for what an earlier
/// line answered.
package struct ScriptLine: Sendable, Hashable {
  /// What later lines call the answer of this one.
  package let name: String?
  /// The command; empty for a blank line or a comment. References begin with `mark`.
  package let words: [String]

  /// Stands for the `$` of a reference, so that no text is taken for one: Unicode's noncharacters (23.7) are for a
  /// program's own use, and are refused in what is read.
  package static let mark: Character = "\u{FFFE}"

  package init(_ text: String) throws(UsageError) {
    guard !text.contains(Self.mark) else { throw UsageError("the line contains U+FFFE, which is not a character") }
    var words = try Self.split(text)
    let isNamed = words.first?.contains("=") == true || words.dropFirst().first?.hasPrefix("=") == true
    guard isNamed else {
      (name, self.words) = (nil, Self.command(words))
      return
    }
    // `o = user …`, `o= user …`, `o =user …` and `o=user …` are the same.
    if words[0].contains("=") == false { words[0] += words.remove(at: 1) }
    if words[0].hasSuffix("="), words.count > 1 { words[0] += words.remove(at: 1) }
    let parts = words[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard Self.isName(parts[0]) else {
      throw UsageError(
        "'\(Escape.controls(in: String(parts[0])))' cannot name a result: use letters, digits and '_'")
    }
    guard !parts[1].isEmpty else { throw UsageError("'\(parts[0]) =' needs a command after it") }
    words[0] = String(parts[1])
    (name, self.words) = (String(parts[0]), Self.command(words))
  }

  /// Lines are pasted from a terminal, too, where the program's name comes first.
  private static func command(_ words: [String]) -> [String] {
    words.first == "vctl" ? Array(words.dropFirst()) : words
  }

  private static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.first, isNameBegin(first) else { return false }
    return text.allSatisfy { isNameBegin($0) || ("0"..."9").contains($0) }
  }

  private static func isNameBegin(_ character: Character) -> Bool {
    character.isASCII && character.isLetter || character == "_"
  }

  // MARK: Words

  private static func split(_ text: String) throws(UsageError) -> [String] {
    var words: [String] = []
    // Nil between words: a word in quotes may be empty.
    var word: String?
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case " ", "\t", "\r", "\r\n":
        if let ended = word { words.append(ended) }
        word = nil
      case "#" where word == nil: rest = ""
      case "'": word = try (word ?? "") + single(&rest)
      case "\"": word = try (word ?? "") + double(&rest)
      case "\\":
        guard let next = rest.popFirst() else { throw UsageError("the line ends in a backslash") }
        word = (word ?? "") + String(next)
      case "$": word = try (word ?? "") + reference(rest)
      default: word = (word ?? "") + String(character)
      }
    }
    if let ended = word { words.append(ended) }
    return words
  }

  private static func single(_ rest: inout Substring) throws(UsageError) -> String {
    guard let end = rest.firstIndex(of: "'") else {
      throw UsageError("the line ends within quotes: a \"'\" is missing")
    }
    let text = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    return text
  }

  private static func double(_ rest: inout Substring) throws(UsageError) -> String {
    var text = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return text
      case "\\":
        guard let next = rest.first, "\"\\$".contains(next) else {
          text += "\\"
          continue
        }
        text.append(rest.removeFirst())
      case "$": text += try reference(rest)
      default: text.append(character)
      }
    }
    throw UsageError("the line ends within quotes: a '\"' is missing")
  }

  private static func reference(_ rest: Substring) throws(UsageError) -> String {
    guard let first = rest.first, isNameBegin(first) else {
      throw UsageError("'$' begins a reference, such as $name.id", hint: "'\\$' is a plain '$'")
    }
    return String(mark)
  }

  // MARK: References

  /// The parameters with `{"$ref": "0.id"}` in place of references.
  /// - Parameters:
  ///   - places: which call has which name.
  ///   - check: looks whether the answer of that call has something at the path.
  package static func resolved(
    _ value: JSON, _ places: [String: Int],
    _ check: (_ name: String, _ path: String) throws(UsageError) -> Void = { _, _ throws(UsageError) in }
  ) throws(UsageError) -> JSON {
    switch value {
    case .string(let text) where text.contains(mark): return try reference(text, places, check)
    case .array(let items):
      var resolved: [JSON] = []
      for item in items { resolved.append(try self.resolved(item, places, check)) }
      return .array(resolved)
    case .object(let object):
      var resolved = object
      for place in resolved.members.indices {
        resolved.members[place].value = try self.resolved(resolved.members[place].value, places, check)
      }
      return .object(resolved)
    default: return value
    }
  }

  /// `$name.field`; `$name` alone is its id.
  private static func reference(
    _ text: String, _ places: [String: Int], _ check: (_ name: String, _ path: String) throws(UsageError) -> Void
  ) throws(UsageError) -> JSON {
    let path = text.dropFirst().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard text.first == mark, let name = path.first, isName(name), path.count == 1 || isPath(path[1]) else {
      throw UsageError(
        "a reference must stand alone: '\(Escape.controls(in: text))' has more text", hint: "'\\$' is a plain '$'")
    }
    guard let place = places[String(name)] else {
      throw UsageError(
        "no earlier line is named '\(name)'" + NearMiss.question(String(name), among: places.keys.sorted()),
        hint: "'\(name) = ENTITY VERB …' names the result of a line")
    }
    let rest = path.count == 1 ? "id" : String(path[1])
    try check(String(name), rest)
    return ["$ref": .string("\(place).\(rest)")]
  }

  private static func isPath(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { FieldName.isWhole($0) }
  }
}
