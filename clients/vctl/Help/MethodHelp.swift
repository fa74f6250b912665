import ClientKit

extension MethodDescription {
  /// Whether one command may name several records.
  var takesKeys: Bool { ["get", "update", "delete"].contains(verb) && isAboutOneRecord && takesID }

  /// Whether a condition may stand in place of the keys.
  var takesCondition: Bool { takesKeys && access == .write }

  /// Whether vctl offers to do nothing for a record that is not there.
  var takesIfExists: Bool { verb == "delete" && isAboutOneRecord && parameter(named: "if_exists") == nil }
}

/// `vctl ENTITY VERB --help`.
struct MethodHelp {
  let method: MethodDescription
  let entity: EntityDescription

  init(_ method: MethodDescription, _ entity: EntityDescription) { (self.method, self.entity) = (method, entity) }

  private var command: String { "vctl \(entity.name) \(method.verb)" }
  private var takesValues: Bool { method.parameter(.values) != nil }
  private var key: String { KeyArgument.placeholder(method) }

  var usage: String {
    var words = [command]
    if method.isAboutOneRecord {
      let several = method.takesKeys ? key + " ..." : key
      words.append(method.takesCondition ? "{\(several) | --where CONDITION}" : several)
    }
    if let values = method.parameter(.values) {
      words.append(values.isRequired ? "FIELD=VALUE ..." : "[FIELD=VALUE ...]")
    }
    if !takesValues {
      words += method.parameters.filter { $0.role == .value && $0.isRequired }
        .map { "\($0.name)=\($0.isSecret ? "?" : "VALUE")" }
    }
    return (words + ["[options]"]).joined(separator: " ")
  }

  var text: String {
    var help = HelpText()
    help.lines("Usage", [usage])
    help.paragraph(method.help)
    if takesValues {
      help.list("Fields", FieldHelp.fields(writable))
      help.list("Relations", FieldHelp.relations(writable.relations))
    } else if method.parameter(.fields) != nil {
      help.paragraph("Fields: \(entity.memberNames.joined(separator: ", ")).")
    }
    help.options("Options", options)
    help.options("Common options", OptionDescription.common)
    help.lines("Examples", examples)
    return help.text
  }

  /// Those that the method has beside the common ones.
  var options: [OptionDescription] {
    let listing = method.answer == .page ? OptionDescription.listing : []
    return listing + (method.takesCondition ? [.condition] : []) + (method.takesIfExists ? [.ifExists] : [])
      + method.parameters.compactMap { OptionDescription($0) }.filter { option in
        !listing.contains { $0.name == option.name }
      }
  }

  /// The entity with only what may be written.
  private var writable: EntityDescription { entity.filtered({ !$0.isReadOnly }, { !$0.isReadOnly }) }

  /// Lines that can be typed as they are, but for the names of records.
  var examples: [String] {
    let record =
      method.keyFields.isEmpty ? "1" : method.keyFields.count == 1 ? "example" : Self.compositeExample(entity)
    if method.isDestructive, !method.isAboutOneRecord {
      let moments = method.parameters.filter { $0.role == .value && $0.kind == .moment }
      let words = [command] + moments.map { "--\($0.name.replacing("_", with: "-")) 90d" }
      return ["--dry-run", "--yes"].map { (words + [$0]).joined(separator: " ") }
    }
    if method.isDestructive {
      let several = method.takesCondition ? ["\(command) --where \(condition) --dry-run"] : []
      return ["\(command) \(record) --dry-run", "\(command) \(record) --yes"] + several
    }
    switch method.verb {
    case "list":
      return [
        command, "\(command) --where \(condition) --order -id --limit 10 -o json",
        "\(command) --fields \((["id"] + entity.key).joined(separator: ",")) -o csv", "\(command) --count",
      ]
    case "get":
      return ["\(command) \(record)", "\(command) 1 -o json"]
    case "create":
      return ["\(command) \(required.joined(separator: " "))"]
    case "update":
      return ["\(command) \(record) \(change)", "\(command) --where \(condition) \(change) --dry-run"]
    case "put":
      return ["\(command) \(record) \(change)"]
    default:
      return []
    }
  }

  private var condition: String { "\(entity.key.first ?? "id")\(entity.key.isEmpty ? ">=1" : "~e%")" }

  private static func compositeExample(_ entity: EntityDescription) -> String {
    entity.key.map { key in entity.field(key).map(Self.example) ?? "example" }.joined(separator: ":")
  }

  private var required: [String] {
    let fields = entity.fields.filter { $0.isRequired && !$0.isReadOnly }.map { "\($0.name)=\(Self.example($0))" }
    let relations = entity.relations.filter { $0.isRequired }.map { "\($0.name)=1" }
    let all = fields + relations
    return all.isEmpty ? [change] : all
  }

  private var change: String {
    let field = entity.fields.first { field in
      !field.isReadOnly && !field.isSecret && !entity.key.contains(field.name) && field.kind == .text
    }
    if let field { return "\(field.name)=\(Self.example(field))" }
    if let relation = entity.relations.first(where: { !$0.isMany }) { return "\(relation.name)=1" }
    return entity.key.first.map { "\($0)=example" } ?? "id=1"
  }

  private static func example(_ field: FieldDescription) -> String {
    switch field.kind {
    case .integer: "1"
    case .boolean: "true"
    case .moment: "2026-01-31T09:30:00Z"
    case .enumeration: field.values.first ?? "example"
    default: field.isSecret ? "?" : field.example ?? "example"
    }
  }
}
