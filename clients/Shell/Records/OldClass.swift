import ShellLanguage

/// What a class of the old shell had that does not follow from the daemon's description.
struct OldClass: Sendable {
  typealias Attribute = @Sendable (Record) throws(ShellError) -> Value

  /// How a record prints; see `RecordText`.
  let text: String?
  /// What the class has besides what every class has.
  let methods: [EntityMethod]
  /// What each record has besides what every record has.
  let recordMethods: [RecordMethod]
  /// What records have without a column of their own.
  let attributes: [String: Attribute]
  /// Whether finding no record by a field is an error; elsewhere it answers None.
  let insistsOnFinding: Bool
  /// What `delete()` does with the records that refer to the deleted one, in the daemon's word.
  let dependents: String

  init(
    _ text: String? = nil, methods: [EntityMethod] = [], recordMethods: [RecordMethod] = [],
    attributes: [String: Attribute] = [:], insistsOnFinding: Bool = false, dependents: String = "detach"
  ) {
    (self.text, self.methods, self.recordMethods) = (text, methods, recordMethods)
    (self.attributes, self.insistsOnFinding, self.dependents) = (attributes, insistsOnFinding, dependents)
  }

  /// Of a class that the old shell did not have, or that had nothing of its own.
  static let plain = OldClass()
}
