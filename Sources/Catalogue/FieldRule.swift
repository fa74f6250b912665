/// A rule for the values of a field. Setting a value that breaks the rule gets a warning or is refused. Stored values
/// are not checked.
package struct FieldRule: Sendable, Forced {
  package enum Test: Sendable {
    /// At most so many characters, counted as the server does: Unicode scalars.
    case longest(Int)
    case shortest(Int)
    /// No blanks around it, and no invisible characters.
    case tidy
    /// No other record has a value that looks the same: the same letters in another Unicode form, or without the blanks
    /// around it.
    case distinct
    /// The text has a form.
    case form(TextForm)
    case number(ClosedRange<Int64>)
    case oneOf([String])
    /// None of these, unless the call accepts the word.
    case reserved([String], unless: String)
    /// The function returns what is wrong with the text, to follow the field's name; nil if nothing is.
    case judged(by: @Sendable (String) -> String?)
    /// No other record has the same secret; `%` in the complaint stands for the name of one that has.
    case unshared
  }

  package let test: Test
  /// What is wrong with a value, to follow the field's name; empty if the test supplies the words.
  package let complaint: String
  package var force = Force()

  private init(_ test: Test, _ complaint: String = "") { (self.test, self.complaint) = (test, complaint) }

  package static func longest(_ count: Int, _ reason: String) -> FieldRule {
    FieldRule(.longest(count), "has more than \(count) characters: \(reason)")
  }
  package static func shortest(_ count: Int, _ reason: String) -> FieldRule {
    FieldRule(.shortest(count), "has fewer than \(count) characters: \(reason)")
  }
  package static func form(_ form: TextForm, _ complaint: String) -> FieldRule { FieldRule(.form(form), complaint) }
  package static func number(_ range: ClosedRange<Int64>, _ complaint: String) -> FieldRule {
    FieldRule(.number(range), complaint)
  }
  package static func oneOf(_ words: [String], _ complaint: String) -> FieldRule {
    FieldRule(.oneOf(words), complaint)
  }
  package static func reserved(_ words: [String], unless word: String, _ complaint: String) -> FieldRule {
    FieldRule(.reserved(words, unless: word), complaint)
  }
  package static let tidy = FieldRule(.tidy)
  package static let distinct = FieldRule(.distinct)
  package static func judged(by judge: @escaping @Sendable (String) -> String?) -> FieldRule {
    FieldRule(.judged(by: judge))
  }
  package static func unshared(_ complaint: String) -> FieldRule { FieldRule(.unshared, complaint) }
}

/// A form that text can have.
package enum TextForm: Sendable {
  /// `name@host`, as the server's API takes it.
  case mailAddress
  /// An IP address, version 4 or 6.
  case internetAddress
  /// As Python's `uuid.UUID` reads it: with or without hyphens, braces and `urn:uuid:`.
  case uuid
  /// A letter of ASCII, then letters, digits, `.`, `_` and `-`.
  case identifier
  /// Letters of ASCII, digits, `-` and `_`.
  case plainName
}
