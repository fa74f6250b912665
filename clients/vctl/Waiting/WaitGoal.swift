import ClientKit

/// What `vctl ENTITY wait` waits for: one `--for` or several, all of which have to hold.
struct WaitGoal {
  /// That the record is gone.
  let isDeletion: Bool
  /// The record need not be there yet.
  let mayAppear: Bool
  let conditions: [ConditionTree]
  /// As it was typed, for messages.
  let text: String

  /// The words that are no condition. The second of each is what people know from other programs.
  private static let deletion = ["deleted", "delete"]
  private static let existence = ["exists", "create"]

  static let option = OptionDescription(
    "for", takes: "CONDITION", repeatable: true,
    "What to wait for: a condition as --where takes it, such as status=completed; 'deleted': the record is gone; "
      + "'exists': there is such a record. May be repeated: all must hold.")

  static let words = ["deleted", "exists"]

  init(_ texts: [String], of entity: EntityDescription) throws(UsageError) {
    guard !texts.isEmpty else {
      throw UsageError(
        "'\(entity.name) wait' needs --for CONDITION",
        hint: "a condition as --where takes it, 'deleted' or 'exists'")
    }
    isDeletion = texts.contains { Self.deletion.contains($0) }
    mayAppear = texts.contains { Self.existence.contains($0) }
    guard !isDeletion || texts.allSatisfy(Self.deletion.contains) else {
      throw UsageError("'--for deleted' and other conditions exclude each other")
    }
    conditions = try texts.filter { !(Self.deletion + Self.existence).contains($0) }
      .map { text throws(UsageError) in try ConditionTree(text) }
    text = texts.joined(separator: " and ")
  }

  /// The paths that are compared, each once.
  var paths: [String] {
    var paths: [String] = []
    for path in conditions.flatMap(\.paths) where !paths.contains(path) { paths.append(path) }
    return paths
  }
}
