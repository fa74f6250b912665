import Admin
import Catalogue
import Vocabulary

/// The part of vctl's page that follows from the catalogue: a subsection for each entity, with its fields and its special
/// verbs. The source of a page of mdoc(7).
struct EntityManual {
  private let model: Model
  private let methods: [Method]

  /// Of databases of all generations.
  init() {
    var columns: [String: Set<String>] = [:]
    for table in [2, 3, 4].compactMap({ Schema.of(generation: $0) }).flatMap(\.tables) {
      columns[table.name, default: []].formUnion(table.columns)
    }
    model = Model(.vantage6, Layout(columns: columns.mapValues { Array($0) }))
    methods = OperationTable(model, Metrics()).all.map(\.method)
  }

  /// The methods of entities that not every entity has.
  var special: [Method] {
    methods.filter { $0.entity != nil && Entity.Verb(rawValue: $0.verb) == nil }
  }

  /// The options that are parameters of methods: those of entities, and that of pictures.
  var options: Set<String> {
    let parameters = methods.filter { $0.entity != nil || $0.name == "database.graph" }.flatMap(\.parameters)
    let optional = parameters.filter { ($0.role == .value || $0.role == .words) && !$0.isRequired }
    return Set(optional.map { $0.name.replacing("_", with: "-") })
  }

  /// How a verb is used, as the page and the help of vctl say it.
  static func words(_ method: Method) -> [String] {
    let keys = method.parameters.filter { $0.role == .key }.dropFirst().map { $0.name.uppercased() }
    let key = keys.isEmpty ? "ID" : "ID|" + keys.joined(separator: ":")
    let values = method.parameters.filter { $0.role == .value && $0.isRequired }
    return [method.verb] + (method.parameters.contains { $0.role == .key } ? [key] : [])
      + values.map { "\($0.name)=\($0.isSecret ? "?" : "VALUE")" }
  }

  /// The log of changes is there by commands of its own.
  var text: String { model.entities.filter { !$0.entity.isLog }.map(section).joined() }

  private func section(_ entity: BoundEntity) -> String {
    var lines = [".Ss \(entity.name)"] + Self.sentences(entity.entity.help)
    if !entity.entity.aliases.isEmpty { lines += ["Also called", Self.words(entity.entity.aliases) + " ."] }
    lines.append("KEY is the id\(entity.naturalKey.isEmpty ? "." : " or")")
    if !entity.naturalKey.isEmpty { lines.append(".Li \(entity.naturalKey.map(\.name).joined(separator: ":")) .") }
    let standard = entity.entity.verbs.map(\.rawValue)
    let editable = standard.contains("get") && standard.contains("update") ? ["edit"] : []
    let awaitable = standard.contains("get") && standard.contains("list") ? ["wait"] : []
    let required =
      entity.fields.filter { $0.isWritable && $0.field.has(.required) }.map(\.name)
      + entity.relations.filter(\.relation.isRequired).map(\.name)
    let items = [
      ("Verbs", standard + editable + awaitable), ("Fields", entity.fields.map(\.name)),
      ("Relations", entity.relations.map(\.name)),
      ("Required", standard.contains("create") ? required : []),
    ]
    lines += [".Pp", ".Bl -tag -width Relations -compact"]
    for (title, words) in items where !words.isEmpty { lines += [".It \(title)", Self.words(words)] }
    lines.append(".El")
    let special = special.filter { $0.entity == entity.name }
    if !special.isEmpty {
      lines.append(".Bl -tag -width Ds")
      for method in special {
        let words = Self.words(method)
        lines.append(
          ([".It Cm \(words[0])"] + (words.count > 1 ? ["Ar"] + words.dropFirst() : [])).joined(separator: " "))
        lines += Self.sentences(method.help)
      }
      lines.append(".El")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ words: [String]) -> String { ".Li \(words.joined(separator: " , "))" }

  /// A sentence a line, with what roff would read otherwise escaped.
  private static func sentences(_ text: String) -> [String] {
    text.replacing(". ", with: ".\n").split(separator: "\n").map { line in
      let escaped = String(line).replacing("\\", with: "\\e").replacing("'", with: "\\(aq").replacing(
        "`", with: "\\(aq")
      return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }
  }
}
