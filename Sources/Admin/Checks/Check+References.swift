import Store

// What refers to what.
extension Check {
  static let danglingReference = Check(
    "dangling_reference", .error, finds: "references to records that do not exist",
    causes: "The server fails with 500 where it shows the record, often in the whole list. If it gives the id to a new "
      + "record, the reference means that one.",
    remedy: "'vctl ENTITY update ID FIELD=VALUE' sets another reference, and 'FIELD=' none; or delete the record.",
    .danglingReferences,
    repair: .safe(.withoutReference, else: .init("delete", .deleted)))

  static let missingReference = Check(
    "missing_reference", .error, finds: "records without a reference that every record of their kind has",
    causes: "The server fails with 500 where it shows the record, often in the whole list.",
    remedy: "'vctl ENTITY update ID FIELD=VALUE' sets the reference; or delete the record.",
    .missingReferences,
    repair: .decided(.init("delete", .deleted)))

  static let missingParent = Check(
    "missing_parent", .error, finds: "users and nodes without their row in 'authenticatable'",
    causes: "The server does not find them: they are in no list and cannot log in.",
    remedy: "Any change adds the row, such as 'vctl ENTITY update ID status='.",
    .withoutParent,
    repair: .safe(.withParent))

  static let wrongParentType = Check(
    "wrong_parent_type", .error, finds: "users and nodes whose row in 'authenticatable' has another type",
    causes: "The server takes a user for a node, or a node for a user, or fails when it reads the row.",
    remedy: "Set 'type' in this row of 'authenticatable' by SQL while the server is stopped.",
    .wrongParentType,
    repair: .safe(.withRightType))

  static let lostParent = Check(
    "lost_parent", .warning, finds: "rows of 'authenticatable' without their user or node",
    causes: "The ids stay in use. A user or node that is added to such a row by hand takes over its state.",
    remedy: "Delete the rows by SQL while the server is stopped.",
    .withoutChild,
    repair: .safe(.withoutLostParent))

  static let danglingPair = Check(
    "dangling_pair", .warning, finds: "rows of tables of pairs that name a record that does not exist",
    causes: "If the server gives the id to a new record, that one gets the link: a user a role, a role a rule.",
    remedy: "'vctl ENTITY update ID FIELD-=PARTNER' removes the link from a record. Where the record itself does not "
      + "exist, delete the row by SQL while the server is stopped.",
    .danglingPairs,
    repair: .safe(.withoutDanglingPair))

  static let doublePair = Check(
    "double_pair", .error, finds: "rows of tables of pairs that repeat another row",
    causes: "The server fails with 500 when it removes the link or deletes one of the records. Doubled rules of roles "
      + "stop the start of version 5.",
    remedy: "'vctl ENTITY update ID FIELD-=PARTNER' removes all of them, and 'FIELD+=PARTNER' adds one again.",
    .doublePairs,
    repair: .safe(.withoutDoubles))

  static let cycle = Check(
    "cycle", .error, finds: "tasks that are their own ancestor",
    causes: "Whoever follows the parents never ends: the server, and the clients that show the tree.",
    remedy: "'vctl task update ID parent=' removes the parent.",
    .cycles,
    repair: .safe(.withoutCycle))
}
