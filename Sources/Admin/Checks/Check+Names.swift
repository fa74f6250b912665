import Store

// Names by which records are told apart.
extension Check {
  static let doubleName = Check(
    "double_name", .error, finds: "records with a name that an earlier record has",
    causes: "Whoever looks the name up gets the first record only, or an error.",
    remedy: "'vctl ENTITY update ID FIELD=NAME' gives one of them another name.",
    .doubleNames,
    repair: .decided(.init("rename", .renamed)))

  static let similarName = Check(
    "similar_name", .warning, finds: "records with a name that looks like that of an earlier record",
    causes: "People take one for the other: the names differ only in blanks around them, or in the Unicode form of "
      + "their letters.",
    remedy: "'vctl ENTITY update ID FIELD=NAME' gives one of them another name.",
    .similarNames,
    repair: .decided(.init("rename", .renamed)))

  static let severalNodes = Check(
    "several_nodes", .error, finds: "nodes of an organization that has an earlier node in the same collaboration",
    causes: "Servers since version 3 answer everyone who lists results with 500.",
    remedy: "'vctl node delete ID' deletes the one that is not used.",
    .alone("node"),
    repair: .decided(
      .init("keep_first", .only(.first, by: ["organization", "collaboration"])),
      .init("keep_last", .only(.last, by: ["organization", "collaboration"]))))

  static let sameRoleName = Check(
    "same_role_name", .note, finds: "roles with the name and organization of an earlier role",
    causes: "People take one for the other, and look-ups by name find the first one.",
    remedy: "'vctl role update ID name=NAME' gives one of them another name.",
    .alone("role"),
    repair: .decided(.init("rename", .renamed)))
}
