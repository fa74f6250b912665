import Admin
import Catalogue
import Vocabulary

/// The part of vctl's page that follows from the catalogue: a subsection for each entity, with its fields and its special
/// verbs. The source of a page of mdoc(7).
struct EntityManual {
  /// Of each generation, the newest first.
  private let models: [Model]
  /// Each once, those of the newest generation first.
  private let methods: [Method]

  init() {
    models = [5, 4, 3, 2].compactMap { Schema.of(generation: $0) }.map { schema in
      Model(
        .vantage6, Layout(columns: Dictionary(schema.tables.map { ($0.name, $0.columns) }) { first, _ in first }))
    }
    var seen: Set<String> = []
    methods = models.flatMap { OperationTable($0, Metrics()).all.map(\.method) }.filter {
      seen.insert($0.name).inserted
    }
  }

  /// The methods of entities that not every entity has.
  var special: [Method] {
    methods.filter { $0.entity != nil && Entity.Verb(rawValue: $0.verb) == nil }
  }

  /// The options that are parameters of methods: those of entities, and that of pictures.
  var options: Set<String> {
    let parameters = methods.filter { $0.entity != nil || $0.name == "database.graph" }.flatMap(\.parameters)
    let optional = parameters.filter {
      ($0.role == .value || $0.role == .words) && !$0.isRequired || $0.role == .document
    }
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
  var text: String {
    Catalogue.vantage6.entities.filter { !$0.isLog }.map { entity in
      section(entity, models.compactMap { $0[entity.name] })
    }.joined()
  }

  /// - Parameter bound: the entity in each generation that has it.
  private func section(_ entity: Entity, _ bound: [BoundEntity]) -> String {
    var lines = [".Ss \(entity.name)"] + Self.sentences(entity.help)
    if !entity.aliases.isEmpty { lines += ["Also called", Self.words(entity.aliases) + " ."] }
    lines.append("KEY is the id\(entity.naturalKey.isEmpty ? "." : " or")")
    if !entity.naturalKey.isEmpty { lines.append(".Li \(entity.naturalKey.joined(separator: ":")) .") }
    let standard = entity.verbs.map(\.rawValue)
    let editable = standard.contains("get") && standard.contains("update") ? ["edit"] : []
    let awaitable = standard.contains("get") && standard.contains("list") ? ["wait"] : []
    let names = (entity.fields.map(\.name) + entity.relations.map(\.name)).filter { name in
      bound.contains { $0.requires(name) }
    }
    let required = names.map { name in
      let needing = bound.filter { $0.requires(name) }.map { String($0.generation) }
      return needing.count == bound.filter { $0[name] != nil }.count
        ? name : "\(name) (version \(needing.sorted().joined(separator: ", ")))"
    }
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

extension BoundEntity {
  fileprivate func requires(_ name: String) -> Bool {
    field(name).map { $0.isWritable && $0.isRequired } ?? relation(name)?.isRequired ?? false
  }
}
