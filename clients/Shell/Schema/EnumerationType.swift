package import ShellLanguage

/// `Scope`, `Operation`: the words of an enumeration, as attributes in capitals.
package final class EnumerationType: HostObject {
  let name: String
  let words: [String]

  init(_ name: String, _ words: [String]) { (self.name, self.words) = (name, words) }

  package var typeName: String { "EnumMeta" }
  package func representation() throws(ShellError) -> String { "<enum '\(name)'>" }
  package func attributeNames() -> [String] { words.map { $0.uppercased() } }

  package func help() throws(ShellError) -> HelpText {
    var help = HelpText("\(name): the words of a field. The text of a word can be used instead.")
    help.list("Words", words.map { ("\(name).\($0.uppercased())", "'\($0)'") })
    return help
  }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    words.first { $0.uppercased() == name }.map { .object(EnumerationWord(self, $0)) }
  }

  package func isType(of value: Value) -> Bool? {
    if case .object(let object) = value, let word = object as? EnumerationWord { return word.type.name == name }
    return false
  }

  package func iterator() throws(ShellError) -> ValueIterator? {
    var left = words[...]
    return try ValueIterator.of("enum") { () throws(ShellError) -> Value? in
      left.popFirst().map { .object(EnumerationWord(self, $0)) }
    }
  }

  package func length() throws(ShellError) -> Int? { words.count }
}

/// `Scope.ORGANIZATION`; equal to its word as a text, `"organization"`.
package final class EnumerationWord: HostObject {
  let type: EnumerationType
  let word: String

  init(_ type: EnumerationType, _ word: String) { (self.type, self.word) = (type, word) }

  package var typeName: String { type.name }
  package var standsOnItsOwnLine: Bool { false }
  package func typeObject() -> Value? { .object(type) }
  package func representation() throws(ShellError) -> String { "<\(type.name).\(word.uppercased()): '\(word)'>" }
  package func text() throws(ShellError) -> String { "\(type.name).\(word.uppercased())" }
  package func attributeNames() -> [String] { ["name", "value"] }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    switch name {
    case "name": .text(word.uppercased())
    case "value": .text(word)
    default: nil
    }
  }

  package func equals(_ other: Value) throws(ShellError) -> Bool {
    switch other {
    case .text(let text): text == word
    case .object(let object): (object as? EnumerationWord).map { $0.type.name == type.name && $0.word == word } ?? false
    default: false
    }
  }

  package func hashKey() throws(ShellError) -> HashKey { .text(ExactText(word)) }
}
