import TestData

/// What a repair does about planted damage: how much of it is mended without a decision, and how much with each one.
struct Mending: Sendable, CustomStringConvertible {
  let planting: Planting
  /// How many of the planted rows are mended without a decision.
  let safe: Int64
  /// How many are mended with each choice.
  let choices: [String: Int64]

  var description: String { planting.description }

  static let all: [Mending] = Planting.all.map { planting in
    let expected = expected[planting.check]?[planting.sample] ?? expected[planting.check]?[nil]
    return Mending(planting: planting, safe: expected?.safe ?? 0, choices: expected?.choices ?? [:])
  }

  /// By check; nil stands for every sample that is not named.
  private static let expected: [String: [Sample?: (safe: Int64, choices: [String: Int64])]] = [
    // The tasks and nodes lose the reference, and users do. What needs it is left.
    "dangling_reference": [nil: (2, ["delete": 2]), .sample5: (0, ["delete": 1])],
    "shared_keycloak_id": [nil: (0, ["clear": 2])],
    "no_api_path": [nil: (0, ["api": 1])],
    "older_spelling": [nil: (2, [:])],
    "missing_reference": [nil: (0, ["delete": 2])],
    "missing_parent": [nil: (2, [:])],
    "wrong_parent_type": [nil: (2, [:])],
    "lost_parent": [nil: (1, [:])],
    "dangling_pair": [nil: (3, [:])],
    "double_pair": [nil: (2, [:])],
    "cycle": [nil: (3, [:])],
    // Those that mean one value are in a test of their own.
    "unreadable_value": [nil: (0, ["clear": 5])],
    "number_out_of_range": [nil: (0, ["clear": 0])],
    "malformed_text": [nil: (0, ["clear": 2])],
    // A node's status is the server's own; a result's is not.
    "unknown_word": [nil: (1, ["failed": 2])],
    // A rule has no name that a number could be added to.
    "double_name": [nil: (0, ["rename": 2])],
    "similar_name": [nil: (0, ["rename": 2])],
    "several_nodes": [nil: (0, ["keep_first": 2, "keep_last": 2])],
    "same_role_name": [nil: (0, ["rename": 1])],
    // A key that is no UUID was never one that a server made; in version 2, nothing is hashed.
    "malformed_secret": [nil: (0, ["hash": 2]), .sample2: (0, ["hash": 0])],
    "broken_public_key": [nil: (0, ["clear": 1])],
    "misstored_public_key": [nil: (1, [:])],
    // A user is made by somebody who knows the password.
    "missing_default": [nil: (1, [:])],
    "missing_rule": [nil: (1, [:])],
    "changed_default_role": [nil: (0, ["add": 1, "reset": 1])],
    "stuck_result": [nil: (0, ["kill": 1])],
  ]
}
