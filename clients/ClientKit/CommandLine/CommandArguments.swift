package import JSON
import Vocabulary

/// The words of a command line, told apart: what is an option and what is not. What they mean is decided by others.
package struct CommandArguments: Sendable, Hashable {
  package struct Given: Sendable, Hashable {
    /// As the option is described, whichever way it was written.
    package let name: String
    /// Nil for a flag without `=`.
    package let value: String?
  }

  package private(set) var positionals: [String] = []
  /// Where the positionals stand among the words.
  package private(set) var places: [Int] = []
  package private(set) var options: [Given] = []

  /// What to do about options that nobody described.
  package enum Unknown: Sendable {
    /// Take them for flags and leave them out: the description that knows them is not there yet.
    case pass
    case refuse
  }

  /// - Parameter words: without the program's name. After `--`, everything is a positional.
  /// - Throws: when an option is unknown, lacks its value or has one too many, or is given twice.
  package init(_ words: [String], _ known: [OptionDescription], unknown: Unknown) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positionals += rest
        places += rest.indices
        return
      } else if word.hasPrefix("--") {
        try long(word, &rest, known, unknown)
      } else if word.hasPrefix("-"), word.count > 1, !word.isNumber {
        try short(word, &rest, known, unknown)
      } else {
        positionals.append(word)
        places.append(rest.startIndex - 1)
      }
    }
  }

  package func has(_ name: String) -> Bool { options.contains { $0.name == name } }
  package func value(_ name: String) -> String? { options.last { $0.name == name }?.value }
  package func values(_ name: String) -> [String] { options.compactMap { $0.name == name ? $0.value : nil } }

  /// A list of words: the option may be repeated, and each of its values may have several, by commas. Nil without it.
  package func words(_ name: String) -> JSON? {
    has(name) ? .array(values(name).flatMap { splitList($0) }.map { .string($0) }) : nil
  }

  private mutating func long(
    _ word: String, _ rest: inout ArraySlice<String>, _ known: [OptionDescription], _ unknown: Unknown
  ) throws(UsageError) {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0]).replacing("_", with: "-")
    guard let option = known.first(where: { $0.name == name }) else {
      if unknown == .pass { return }
      throw UsageError("unknown option '--\(parts[0])'" + NearMiss.question(name, among: known.map(\.name)).dashed)
    }
    try add(option, written: "--\(name)", inline: parts.count > 1 ? String(parts[1]) : nil, &rest)
  }

  private mutating func short(
    _ word: String, _ rest: inout ArraySlice<String>, _ known: [OptionDescription], _ unknown: Unknown
  ) throws(UsageError) {
    if let meant = known.first(where: { $0.name.count > 1 && "-\($0.name)" == word }) {
      throw UsageError("unknown option '\(word)': did you mean '--\(meant.name)'?")
    }
    let letter = word[word.index(after: word.startIndex)]
    guard let option = known.first(where: { $0.short == letter }) else {
      if unknown == .pass { return }
      throw UsageError("unknown option '-\(letter)'")
    }
    let inline = word.count > 2 ? String(word.dropFirst(2)) : nil
    if let inline, option.placeholder == nil {
      // Flags may be joined: `-qn`.
      try add(option, written: "-\(letter)", inline: nil, &rest)
      return try short("-" + inline, &rest, known, unknown)
    }
    try add(option, written: "-\(letter)", inline: inline, &rest)
  }

  private mutating func add(
    _ option: OptionDescription, written: String, inline: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    var value = inline
    if option.placeholder != nil, value == nil {
      value = rest.popFirst()
      if value == nil { throw UsageError("option '\(written)' needs a value: \(written) \(option.placeholder ?? "")") }
    }
    if has(option.name), !option.isRepeatable {
      let isSame = options.contains { $0.name == option.name && $0.value == value }
      guard isSame else { throw UsageError("option '\(written)' is given twice") }
      return
    }
    options.append(Given(name: option.name, value: value))
  }
}

extension String {
  /// A whole number, as ids are.
  var isNumber: Bool {
    let digits = hasPrefix("-") ? dropFirst() : self[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The near miss of an option's name, as it is typed.
  fileprivate var dashed: String { replacing("mean '", with: "mean '--") }
}
