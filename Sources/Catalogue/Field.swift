package import Vocabulary

/// One value of an entity: its name, help and kind, where each generation of the database keeps it, and the rules for
/// its values.
package final class Field: Sendable {
  /// What happens to a secret before it is stored.
  package struct Protection: Sendable, Forced {
    package var force = Force()
    package let isHash: Bool

    /// bcrypt `$2b$12$`. Generations in which this does not hold store the secret as it is.
    package static let bcrypt = Protection(isHash: true)
    /// Stored as it is.
    package static let plain = Protection(isHash: false)

    private init(isHash: Bool) { self.isHash = isHash }

    package func hashes(in generation: Int) -> Bool { isHash && force.holds(in: generation) }
  }

  package enum Default: Sendable, Hashable {
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    /// The moment of the call.
    case now
    /// One more than the highest number that was ever given.
    case next
    /// A fresh random key (RFC 4122, version 4), shown once, in the answer to the call that made it.
    case key
  }

  package enum Source: Sendable {
    /// In the entity's own table, newest generation first.
    case columns([String])
    /// In the table that the entity's table extends.
    case parent(String)
    /// The first row of a to-many relation; its columns newest generation first.
    case firstOf(relation: String, columns: [String])
    /// Computed, if the file has the table or column.
    case derived(Expression, when: Presence = .always)
    /// Made from the change that a record of a log describes. It can be read, but neither compared nor sorted by.
    case change(ChangePart)
  }

  /// What a record of a log shows of the record that was changed.
  package enum ChangePart: Sendable { case name, before, after }

  package enum Presence: Sendable, Hashable {
    case always
    case table(String)
    case column(table: String, column: String)
  }

  package struct Traits: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let required = Traits(rawValue: 1)
    /// No two records may have the same value.
    package static let unique = Traits(rawValue: 2)
    /// The running server changes it all the time, so etags and the comparisons of an undo leave it out.
    package static let volatile = Traits(rawValue: 4)
    /// May have megabytes, so lists show it only on request.
    package static let large = Traits(rawValue: 8)
    package static let readOnly = Traits(rawValue: 16)
    /// Text that looks like a whole number is refused, since it could be taken for an id.
    package static let name = Traits(rawValue: 32)
    /// Text that must be a JSON object: the server parses it.
    package static let jsonObject = Traits(rawValue: 1 << 12)
    /// No update may make it null: the server computes with it.
    package static let neverNull = Traits(rawValue: 1 << 13)
    /// Text that names an entity: callers may use any of its names.
    package static let entityName = Traits(rawValue: 1 << 14)
    /// Made for a column that the catalogue does not know. `get` shows it last, and lists only on request.
    package static let foreign = Traits(rawValue: 1 << 15)
  }

  package let name: String
  package let aliases: [String]
  package let help: String
  package let kind: Kind
  /// A value for examples in help, if none follows from the kind.
  package let example: String?
  package let protection: Protection?
  /// The first that the file has is used.
  package let sources: [Source]
  package let traits: Traits
  /// The default: what the server's own API stores if the caller gives no value.
  package let fallback: Default?
  /// The layouts that have the default.
  package let fallbackPresence: Presence
  /// The rules for values that are set.
  package let rules: [FieldRule]
  /// What its words mean, where it tells a state. Other words mean nothing in particular.
  package let tones: [Tone: [String]]
  /// Nil for a field that servers of every later generation keep.
  package let retirement: Retirement?
  private let requiring: Range<Int>

  /// - Parameter requiring: the generations in which a required field is required.
  package init(
    _ name: String, _ kind: Kind, _ help: String, aliases: [String] = [], columns: [String]? = nil,
    sources: [Source]? = nil, _ traits: Traits = [], default fallback: Default? = nil,
    defaultWhen fallbackPresence: Presence = .always, secret: Protection? = nil, example: String? = nil,
    rules: [FieldRule] = [], tones: [Tone: [String]] = [:], requiring: some RangeExpression<Int> = Force.every,
    retirement: Retirement? = nil
  ) {
    (self.name, self.kind, self.help, self.aliases) = (name, kind, help, aliases)
    self.sources = sources ?? [.columns(columns ?? [name])]
    (self.traits, protection, self.rules) = (traits, secret, rules)
    (self.fallback, self.fallbackPresence, self.example) = (fallback, fallbackPresence, example)
    (self.tones, self.retirement) = (tones, retirement)
    self.requiring = requiring.relative(to: Force.every).clamped(to: Force.every)
  }

  package var isSecret: Bool { protection != nil }
  func isRequired(in generation: Int) -> Bool { has(.required) && requiring.contains(generation) }
  package func tone(of word: String) -> Tone? { tones.first { $0.value.contains(word) }?.key }
  package func has(_ traits: Traits) -> Bool { self.traits.isSuperset(of: traits) }
  package func answers(to text: String) -> Bool { name == text || aliases.contains(text) }
}
