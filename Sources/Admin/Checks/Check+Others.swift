import Store

// What upgrades and other programs did.
extension Check {
  static let leftoverRecord = Check(
    "leftover_record", .error, finds: "results of before an upgrade, in the table of the older version",
    causes: "The server of this version does not read the table, so nobody sees these results.",
    remedy:
      "'vctl migrate --to 4' carries them over, or '--to 5' in a database of version 5. Nothing is lost as long as the "
      + "table stays.",
    .leftoverRecords)

  static let leftoverValue = Check(
    "leftover_value", .warning, finds: "values of before an upgrade, in the column of the older version",
    causes: "The server of this version shows the record without the value: a task without its initiator or run.",
    remedy:
      "'vctl migrate --to 4' carries all of them over, or '--to 5' in a database of version 5; 'vctl ENTITY update ID "
      + "FIELD=VALUE' sets one.",
    .leftoverValues)

  static let reusedID = Check(
    "reused_id", .warning, finds: "records with an id that belonged to a deleted record",
    causes: "What still names the id, such as a log, a token or a client, means the deleted record.",
    remedy: "Nothing mends it. 'vctl history ENTITY ID' shows what the id belonged to.",
    .reusedIDs)
}
