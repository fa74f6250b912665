import ClientKit
import ShellLanguage
import Vocabulary

/// What help tells of a class, and of its records.
enum EntityHelp {
  /// What `db.Organization.help()` prints, in the form of the old shell.
  static func names(_ shape: Shape, _ database: Database) -> String {
    let entity = shape.entity
    let keys = entity.relations.filter { !$0.isMany }.map { "\($0.name)_id" }
    var lines = ["Table: \(entity.name)", "", "Properties: ", " ->id"]
    lines += (entity.fields.map(\.name) + keys).map { " ->\($0)" }
    lines += ["", "Relations: "] + entity.relations.map { " ->\($0.name)" }
    let methods = Set(RecordMethod.names(of: shape, database) + EntityMethod.names(of: shape, database))
    lines += ["", "Methods: "] + methods.sorted().map { " ->\($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What `help(db.Organization)` tells.
  static func of(_ type: EntityType) -> HelpText {
    let (shape, name) = (type.shape, "db.\(type.shape.className)")
    let others = shape.entity.aliases.map { "db." + ClassName.of($0) }
    var help = HelpText("\(name): \(shape.entity.help)" + also(others))
    let plural = Wording.plural(shape.entity.words)
    help.paragraph(
      type.database.schema.offers(shape.name + ".create")
        ? "\(name)(…) makes one, with fields and relations as keyword arguments; its save() puts it into the database."
        : "The server makes the \(plural): they cannot be made here.")
    addMembers(of: shape, to: &help)
    help.list("Methods of \(name)", EntityMethod.entries(of: type))
    help.list("Methods of a record", RecordMethod.entries(of: shape, type.database))
    return help
  }

  /// What `help(o)` tells.
  static func of(_ record: Record) throws(ShellError) -> HelpText {
    let shape = record.shape
    var help = HelpText(try record.representation())
    help.paragraph("\(Wording.indefinite(shape.className)): \(shape.entity.help)".capitalizedFirst)
    addMembers(of: shape, to: &help)
    help.list("Methods", RecordMethod.entries(of: shape, record.database))
    help.paragraph("help(db.\(shape.className)) explains how to find and make \(Wording.plural(shape.entity.words)).")
    return help
  }

  private static func addMembers(of shape: Shape, to help: inout HelpText) {
    let id: HelpText.Entry = ("id", "The number that the database gives it. (integer, read-only)")
    help.list("Fields", [id] + shape.entity.fields.map { ($0.name, meaning(of: $0)) })
    help.list("Relations", shape.entity.relations.map { ($0.name, meaning(of: $0)) })
  }

  private static func meaning(of field: FieldDescription) -> String {
    var notes = [field.values.isEmpty ? field.kind.word : field.values.joined(separator: "|")]
    if field.isRequired { notes.append("required") }
    if field.isUnique { notes.append("unique") }
    if field.isReadOnly { notes.append("read-only") }
    if field.isSecret { notes.append("secret: it reads as ****") }
    return sentence(field.help, notes) + also(field.aliases)
  }

  private static func meaning(of relation: RelationDescription) -> String {
    let target = ClassName.of(relation.target)
    var notes = [relation.isMany ? "list of \(target)" : target]
    if relation.isRequired { notes.append("required") }
    if relation.isReadOnly { notes.append("read-only") }
    if !relation.isMany { notes.append("\(relation.name)_id is its id") }
    return sentence(relation.help, notes) + also(relation.aliases)
  }

  private static func sentence(_ help: String, _ notes: [String]) -> String {
    (help.isEmpty ? "" : help + " ") + "(\(notes.joined(separator: ", ")))"
  }

  private static func also(_ names: [String]) -> String {
    names.isEmpty ? "" : " Also called \(names.joined(separator: ", "))."
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
