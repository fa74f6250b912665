import Store

// The database and its engine.
extension Check {
  static let integrity = Check(
    "integrity", .error, finds: "faults in the structure of the database",
    causes: "Queries answer too little or fail, and each change may destroy more.",
    remedy: "Stop the server and restore a backup. The copy from before the first start of vantage6-admin is beside "
      + "a database file.",
    .integrity)

  static let engineFault = Check(
    "engine_fault", .error, finds: "known faults of the database's engine, as it is used for this database",
    causes: "A committed change may be lost.",
    remedy: "Do what the finding says.",
    .engineFaults)

  static let foreignObject = Check(
    "foreign_object", .note, finds: "tables, columns, views and triggers that are not vantage6's",
    causes: "Triggers change what is written and may refuse it. The rest is harmless.",
    remedy: "Nothing, if you know who made them. Otherwise find out before you drop any.",
    .foreignObjects(besides: .ofAllGenerations))
}
