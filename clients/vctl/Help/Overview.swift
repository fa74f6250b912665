import ClientKit

/// `vctl --help`.
struct Overview {
  /// Nil where the daemon cannot be asked.
  let service: ServiceDescription?
  /// Why it could not.
  var absence: String?

  var text: String {
    var help = HelpText()
    help.lines(
      "Usage",
      ["vctl ENTITY VERB [KEY] [FIELD=VALUE ...] [options]"]
        + Command.listed.map(\.usage))
    help.paragraph("Administers the database of a vantage6 server, through the daemon vantage6-admin.")
    if let service {
      help.list("Entities", service.entities.map { ($0.name, Self.summary($0)) })
      let covered = Set(Command.all.flatMap(\.methods))
      let others = service.methods.filter { $0.entity == nil && !covered.contains($0.name) }
      help.list("Other methods, for 'vctl rpc'", others.map { ($0.name, $0.help) })
    } else if let absence {
      help.paragraph("The daemon lists the entities, but does not answer: \(absence).")
    }
    help.list("Commands", Command.listed.map { ($0.name, $0.help) })
    help.paragraph(
      "Plurals of entities are understood, and so are these verbs: "
        + VerbSynonym.all.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ") + ".")
    help.list("Values", Self.values)
    help.options("Options", OptionDescription.common)
    help.options("Options of lists", OptionDescription.listing)
    help.list("Conditions of --where", Self.conditions)
    help.list("Exit status", ExitStatus.allCases.map { (String($0.rawValue), $0.meaning) })
    help.lines(
      "Examples",
      [
        "vctl organization create name=example country=Netherlands",
        "vctl user create username=jane organization=example roles=Researcher password=?",
        "vctl user list --where organization=example -o json",
        "vctl user update jane roles+=Viewer email=jane@example.org",
        "vctl organization delete example --dependents delete --dry-run",
      ])
    help.paragraph("'vctl ENTITY --help' and 'vctl ENTITY VERB --help' say more.")
    return help.text
  }

  private static func summary(_ entity: EntityDescription) -> String {
    let notes = entity.aliases.isEmpty ? "" : " (also: \(entity.aliases.joined(separator: ", ")))"
    return entity.help + notes
  }

  private static let conditions: [(name: String, meaning: String)] = [
    ("FIELD=VALUE  FIELD=A,B", "Equal; one of a list. FIELD= is null. Quotes keep commas and words within a value."),
    ("FIELD!=VALUE  FIELD!=A,B", "Different; none of a list. FIELD!= is not null."),
    ("FIELD~PART  FIELD!~PART", "Contains the part, or does not; with %, the whole text matches the pattern."),
    ("FIELD<VALUE  <=  >  >=", "In order: numbers, texts and moments."),
    ("FIELD=2026-11-01", "A moment: a date is the whole day, and a time its whole minute or second, in UTC."),
    ("FIELD>1h  FIELD=today", "Also yesterday, 11:59 (of today), 5min, 2d: so long ago."),
    ("not A=1  A=1 or B=2", "Joined by not, and, or; parentheses group: '(A=1 or B=2) and C=3'."),
  ]

  static let values: [(name: String, meaning: String)] = [
    ("FIELD=TEXT", "The value, read by the kind of the field. FIELD= is null."),
    ("FIELD=NAME", "A reference to a record: a number is its id, anything else its name."),
    ("FIELD=A,B", "A list; '\\,' is a comma within a name."),
    ("FIELD+=A,B  FIELD-=A,B", "Adds to a list, removes from it."),
    ("FIELD:=JSON", "Exactly this JSON value."),
    ("FIELD=@FILE  FIELD=@-", "From a file, or from stdin, without the final newline; '@@' is a plain '@'."),
    ("FIELD=?", "A secret, asked for without showing it. Secrets are never taken from the command line."),
  ]
}
