package import Store

extension Check {
  /// All checks, in the order in which they run. A new one is a value in a file of `Checks/`, and a line here.
  package static let all: [Check] = [
    // The file.
    .integrity, .engineFault,
    // What refers to what.
    .missingParent, .wrongParentType, .lostParent,
    .danglingReference, .missingReference, .danglingPair, .doublePair, .cycle,
    // Values.
    .unreadableValue, .missingValue, .unknownWord, .numberOutOfRange, .malformedText,
    // Names.
    .doubleName, .similarName, .severalNodes, .sameRoleName,
    // Logging in.
    .malformedSecret, .sharedSecret, .noPassword, .noKey, .brokenPublicKey, .misstoredPublicKey,
    .noAccount, .sharedAccount, .noClient, .noAPIPath,
    // Permissions.
    .missingDefault, .missingRule, .olderSpelling, .changedDefaultRole,
    // Records that do not fit together.
    .incompleteRecord, .misplacedRecord, .stuckResult,
    // What others did.
    .leftoverRecord, .leftoverValue, .reusedID, .foreignObject,
  ]
}
