import ClientKit

/// A word that may come next, whole, as it would be typed.
struct Candidate: Hashable {
  let text: String
  /// A few words about it.
  let help: String

  init(_ text: String, _ help: String = "") { (self.text, self.help) = (text, help) }

  /// What may be where a word is expected.
  enum List: Hashable {
    case words([Candidate])
    /// The shell knows the files.
    case files
    static let nothing = List.words([])
  }
}

extension Candidate.List {
  /// A line per candidate: the word, a tab, and what it is; or `:files`. What begins otherwise is left out.
  func lines(beginning word: String) -> String {
    switch self {
    case .files: return ":files\n"
    case .words(let words):
      var seen: Set<String> = []
      return words.reduce(into: "") { text, candidate in
        // A name with a line's end in it cannot be typed as one word.
        guard candidate.text.hasPrefix(word), Escape.controls(in: candidate.text) == candidate.text,
          seen.insert(candidate.text).inserted
        else { return }
        let help = candidate.help.split(separator: ". ").first.map(String.init) ?? ""
        text += candidate.text + "\t" + Escape.controls(in: help) + "\n"
      }
    }
  }
}
