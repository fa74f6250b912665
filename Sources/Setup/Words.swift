import Catalogue
import Vocabulary

/// An option of `setup` or `release`.
struct Option: Sendable {
  let name: String
  /// The placeholder of its value in the help; nil for a flag.
  let argument: String?
  let help: String

  init(_ name: String, _ argument: String? = nil, _ help: String) {
    (self.name, self.argument, self.help) = (name, argument, help)
  }

  static let dryRun = Option("--dry-run", nil, "Show what would be done, and change nothing")
  static let help = Option("--help", nil, "Show this text")
}

/// The plain words and the options of a command line.
struct Words {
  private(set) var plain: [String] = []
  private var values: [String: String] = [:]

  /// - Throws: `invalid_params` for an unknown option, for a missing or unexpected value, and for an option that is
  ///   given twice.
  init(_ words: [String], _ options: [Option]) throws(Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        plain.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0] == "-h" ? "--help" : parts[0]
      guard let option = options.first(where: { $0.name == name }) else {
        throw Failure(.parameters, "unknown option '\(name)'\(NearMiss.question(name, among: options.map(\.name)))")
      }
      var value = parts.count > 1 ? parts[1] : nil
      if let argument = option.argument {
        value = value ?? rest.popFirst()
        guard value?.isEmpty == false else {
          throw Failure(.parameters, "option '\(name)' needs a value: \(name) \(argument)")
        }
      } else if value != nil {
        throw Failure(.parameters, "option '\(name)' takes no value")
      }
      guard values.updateValue(value ?? "", forKey: name) == nil else {
        throw Failure(.parameters, "option '\(name)' is given twice")
      }
    }
  }

  func has(_ option: Option) -> Bool { values[option.name] != nil }
  subscript(option: Option) -> String? { values[option.name] }
}
