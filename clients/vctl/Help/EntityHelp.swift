import ClientKit
import JSON

/// `vctl ENTITY --help`.
struct EntityHelp {
  let service: ServiceDescription
  let entity: EntityDescription

  init(_ service: ServiceDescription, _ entity: EntityDescription) { (self.service, self.entity) = (service, entity) }

  /// What `edit` does, which is no method of the daemon.
  static func edit(_ entity: EntityDescription) -> String {
    "Change \(entity.indefinite) in an editor (VISUAL, EDITOR, or vi), or from a YAML document on stdin."
  }

  static let editInput =
    "The document may have any fields, in the form that 'get -o yaml' prints; other fields stay as they are. "
    + "With an 'etag', it is refused if the record changed since. Changes by others are not overwritten: "
    + "if the fields differ, both changes are kept."

  var text: String {
    let methods = service.methods(of: entity)
    var help = HelpText()
    let canEdit = entity.verbs.contains("get") && entity.verbs.contains("update")
    let get = methods.first { $0.verb == "get" }
    let key = get.map { KeyArgument.placeholder($0) } ?? "ID"
    // It finds the records by a list.
    let waiting = get.flatMap { entity.verbs.contains("list") ? WaitCommand.usage(entity, $0) : nil }
    let edit = "vctl \(entity.name) edit \(key) [options] [<FILE]"
    help.lines(
      "Usage", methods.map { MethodHelp($0, entity).usage } + (canEdit ? [edit] : []) + (waiting.map { [$0] } ?? []))
    let also = entity.aliases.isEmpty ? "" : " Also called \(entity.aliases.joined(separator: ", "))."
    help.paragraph(entity.help + also)
    if !entity.key.isEmpty {
      help.paragraph("A record is named by its id or its \(entity.key.joined(separator: ":")).")
    }
    help.list(
      "Verbs",
      methods.map { ($0.verb, $0.help) } + (canEdit ? [("edit", Self.edit(entity))] : [])
        + (waiting == nil ? [] : [(WaitCommand.verb, WaitCommand.help)]))
    help.list("Fields", FieldHelp.fields(entity))
    help.list("Relations", FieldHelp.relations(entity.relations))
    help.lines("Examples", methods.prefix(4).compactMap { MethodHelp($0, entity).examples.first })
    help.paragraph("'vctl \(entity.name) VERB --help' says more about a verb, 'vctl --help' about values and options.")
    return help.text
  }
}

/// How fields and relations stand in help.
enum FieldHelp {
  static func fields(_ entity: EntityDescription) -> [(name: String, meaning: String)] {
    entity.fields.map { field in
      var notes = [field.values.isEmpty ? field.kind.word : field.values.joined(separator: "|")]
      if field.isRequired { notes.append("required") }
      if field.isUnique { notes.append("unique") }
      if field.isReadOnly { notes.append("read-only") }
      if field.isSecret { notes.append("secret") }
      if let fallback = field.fallback { notes.append("default \(defaultText(fallback))") }
      return (field.name, "\(field.help) (\(notes.joined(separator: ", ")))" + also(field.aliases))
    }
  }

  static func relations(_ relations: [RelationDescription]) -> [(name: String, meaning: String)] {
    relations.map { relation in
      var notes = [relation.isMany ? "list of \(relation.target)" : relation.target]
      if relation.isRequired { notes.append("required") }
      if relation.isReadOnly { notes.append("read-only") }
      return (relation.name, "\(relation.help) (\(notes.joined(separator: ", ")))" + also(relation.aliases))
    }
  }

  private static func also(_ aliases: [String]) -> String {
    aliases.isEmpty ? "" : " Also \(aliases.joined(separator: ", "))."
  }

  private static func defaultText(_ value: JSON) -> String {
    switch value.string {
    case "now": "the moment of the call"
    case "next": "the next number"
    case "key": "a new random key"
    default: Cell.text(value)
    }
  }
}
