import ClientKit

/// What may come next on a command line: read from the daemon's description, like everything that vctl does.
struct Completion: ~Copyable {
  /// What stands before the word.
  private let before: [String]
  /// What was typed of it.
  private let word: String
  /// What `--output` takes beside the usual formats.
  private var formats: [String] = []
  private var directory: Directory

  /// - Parameter words: of the command line, without the program's name; the last one is the one that is typed.
  init(_ words: [String], _ settings: Settings) {
    (before, word) = (Array(words.dropLast()), words.last ?? "")
    directory = Directory(settings)
  }

  private static let known = OptionDescription.common + OptionDescription.listing

  mutating func candidates() -> Candidate.List {
    guard let arguments = try? CommandArguments(whole(Self.known), Self.known, unknown: .pass) else { return .nothing }
    guard let first = arguments.positionals.first else {
      if let found = option(Self.known, arguments, nil) { return found }
      return .words(first())
    }
    if let command = Command.named(first) { return words(of: command) }
    // Looked up first: what is only half typed would be a refused request in the daemon's log.
    guard let known = directory.overview()?.entity(first.replacing("-", with: "_")),
      let (service, entity) = directory.describe(known.name)
    else { return .nothing }
    return words(of: service, entity)
  }

  /// What stands before the word, without an option whose value it is.
  private func whole(_ options: [OptionDescription]) -> [String] {
    pending(options) == nil ? before : before.dropLast()
  }

  /// The option whose value the word is.
  private func pending(_ options: [OptionDescription]) -> OptionDescription? {
    guard let last = before.last, last.hasPrefix("-"), !last.contains("=") else { return nil }
    return options.first { $0.placeholder != nil && (last == "--\($0.name)" || last == $0.short.map { "-\($0)" }) }
  }

  /// Entities and commands.
  private mutating func first() -> [Candidate] {
    let entities = directory.overview()?.entities ?? []
    let names = entities.map { Candidate($0.name, $0.help) } + Command.listed.map { Candidate($0.name, $0.help) }
    // Aliases only where they are meant: else everything would be there twice.
    let isKnown = names.contains { $0.text.hasPrefix(word) }
    return isKnown ? names : entities.flatMap { entity in entity.aliases.map { Candidate($0, entity.help) } }
  }
}

// Options, and their values.
extension Completion {
  /// The word as an option or an option's value; nil where it is neither.
  /// - Parameter entity: whose records the command is about.
  private mutating func option(
    _ options: [OptionDescription], _ arguments: CommandArguments, _ entity: EntityDescription?,
    _ method: MethodDescription? = nil
  ) -> Candidate.List? {
    if let option = pending(options) { return value(of: option, word, "", entity, method) }
    guard word.hasPrefix("-") else { return nil }
    if let equals = word.firstIndex(of: "=") {
      let name = word[..<equals].dropFirst(2)
      guard let option = options.first(where: { $0.name == name }) else { return .nothing }
      let text = String(word[word.index(after: equals)...])
      return value(of: option, text, "--\(name)=", entity, method)
    }
    return .words(
      options.filter { $0.isRepeatable || !arguments.has($0.name) }.map { Candidate("--\($0.name)", $0.help) })
  }

  /// - Parameter prefix: what stands before the value in the same word.
  private mutating func value(
    of option: OptionDescription, _ text: String, _ prefix: String, _ entity: EntityDescription?,
    _ method: MethodDescription?
  ) -> Candidate.List {
    switch option.name {
    case "output":
      return .words((OutputFormat.names + formats).map { Candidate(prefix + ($0 == "template" ? "template=" : $0)) })
    case "color": return .words(["auto", "always", "never"].map { Candidate(prefix + $0) })
    case "instance": return .words(Directory.instances().map { Candidate(prefix + $0.text) })
    case "severity": return .words(["error", "warning", "note"].map { Candidate(prefix + $0) })
    case "socket": return .files
    case _ where option.placeholder == "FILE": return .files
    case "layout": return .words(["dot", "own"].map { Candidate(prefix + $0) })
    case let name where entity == nil && directory.overview()?.entity(name)?.name == name:
      return .words(directory.keys(of: name, beginning: text).map { Candidate(prefix + $0.text, $0.help) })
    case "entity":
      return .words((directory.overview()?.entities ?? []).map { Candidate(prefix + $0.name, $0.help) })
    case "where": return condition(text, prefix, entity)
    case WaitGoal.option.name:
      guard case .words(let found) = condition(text, prefix, entity) else { return .nothing }
      return .words(WaitGoal.words.map { Candidate(prefix + $0) } + found)
    case "fields", "order":
      let start = text.prefix(through: ",")
      let found = paths(String(text.dropFirst(start.count)), prefix + start, entity)
      let chosen = Set(splitList(String(start)).map { prefix + start + $0 })
      return .words(found.filter { !chosen.contains($0.text) })
    default:
      let parameter = method?.parameter(named: option.name.replacing("-", with: "_"))
      return .words((parameter?.values ?? []).map { Candidate(prefix + $0) })
    }
  }

  /// `FIELD=VALUE`, where records that are referred to stand with their names.
  private mutating func condition(_ text: String, _ prefix: String, _ entity: EntityDescription?) -> Candidate.List {
    let last = ConditionTree.last(of: text)
    guard let condition = try? Condition(last) else {
      let start = prefix + text.dropLast(last.count)
      return .words(paths(last, start, entity).map { Candidate($0.text + "=", $0.help) })
    }
    // Of a list, what is typed is what follows the last comma.
    let listed = condition.text.prefix(through: ",")
    let typed = String(condition.text.dropFirst(listed.count))
    let start = prefix + text.dropLast(typed.count)
    guard let end = entity.flatMap({ owner(of: condition.path, from: $0) }) else { return .nothing }
    return .words(values(of: end.name, in: end.entity, typed).map { Candidate(start + $0.text, $0.help) })
  }

  /// Paths of fields, across relations by dots.
  private mutating func paths(_ text: String, _ prefix: String, _ entity: EntityDescription?) -> [Candidate] {
    guard let entity, let end = owner(of: text, from: entity) else { return [] }
    let members =
      [Candidate("id")] + end.entity.fields.filter { !$0.isSecret }.map { Candidate($0.name, $0.help) }
      + end.entity.relations.map { Candidate($0.name, $0.help) }
    return members.map { Candidate(prefix + text.dropLast(end.name.count) + $0.text, $0.help) }
  }

  /// The entity whose member the last name of a path is.
  private mutating func owner(
    of path: String, from entity: EntityDescription
  ) -> (entity: EntityDescription, name: String)? {
    var entity = entity
    let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    for name in names.dropLast() {
      guard let relation = entity.relation(name), let target = directory.describe(relation.target) else { return nil }
      entity = target.entity
    }
    return (entity, names.last ?? "")
  }
}

// Entities with their verbs, keys and assignments.
extension Completion {
  private mutating func words(of service: ServiceDescription, _ entity: EntityDescription) -> Candidate.List {
    let options = EntityCommand.options(of: service, entity)
    guard let arguments = try? CommandArguments(whole(options), options, unknown: .pass) else { return .nothing }
    let words = Array(arguments.positionals.dropFirst())
    guard let verb = words.first else {
      let verbs = service.methods(of: entity).map { Candidate($0.verb, $0.help) }
      let edit = [Candidate("edit", EntityHelp.edit(entity))].filter { _ in entity.verbs.contains("update") }
      if let found = option(OptionDescription.common, arguments, entity) { return found }
      let wait = [Candidate(WaitCommand.verb, WaitCommand.help)].filter { _ in entity.verbs.contains("get") }
      return .words(verbs + edit + wait)
    }
    if verb == WaitCommand.verb, service.method(verb, of: entity) == nil {
      if let found = option(WaitCommand.options, arguments, entity) { return found }
      return .words(directory.keys(of: entity.name, beginning: word).filter { !words.dropFirst().contains($0.text) })
    }
    guard verb != "edit" else {
      let options = OptionDescription.common + [EditCommand.dryRun]
      if let found = option(options, arguments, entity) { return found }
      return words.count == 1 ? .words(directory.keys(of: entity.name, beginning: word)) : .nothing
    }
    guard let method = service.method(verb, of: entity) else { return .nothing }
    if let found = option(MethodHelp(method, entity).options + OptionDescription.common, arguments, entity, method) {
      return found
    }
    let takesKey = words.count == 1 ? method.isAboutOneRecord : method.takesKeys && method.parameter(.values) == nil
    if takesKey {
      let given = words.dropFirst()
      return .words(directory.keys(of: entity.name, beginning: word).filter { !given.contains($0.text) })
    }
    return assignment(method, entity, given: words.dropFirst().compactMap { Assignment($0)?.name })
  }

  private mutating func assignment(
    _ method: MethodDescription, _ entity: EntityDescription, given: [String]
  ) -> Candidate.List {
    let takesFields = method.parameter(.values) != nil
    let parameters = takesFields ? [] : method.parameters.filter { $0.role == .value && $0.kind != .boolean }
    guard let assignment = Assignment(word), assignment.operator != .ask else {
      let names =
        takesFields
        ? entity.fields.filter { !$0.isReadOnly }.map { Candidate($0.name, $0.help) }
          + entity.relations.filter { !$0.isReadOnly }.map { Candidate($0.name, $0.help) }
        : parameters.filter(\.isRequired).map { Candidate($0.name, $0.help) }
      return .words(names.filter { !given.contains($0.text) }.map { Candidate($0.text + "=", $0.help) })
    }
    guard assignment.operator != .exact else { return .nothing }
    if assignment.text.hasPrefix("@"), !assignment.text.hasPrefix("@-") { return .files }
    let start = String(word.dropLast(assignment.text.count))
    let found: [Candidate] =
      if let parameter = parameters.first(where: { $0.name == assignment.name }) {
        parameter.isSecret ? Self.secret : parameter.values.map { Candidate($0) }
      } else {
        takesFields ? values(of: assignment.name, in: entity, assignment.text, isWritten: true) : []
      }
    return .words(found.map { Candidate(start + $0.text, $0.help) })
  }

  private static let secret = [Candidate("?", "ask for it"), Candidate("@-", "read it from stdin")]

  /// What a field or relation can be; of a list, with what stands before the last comma.
  private mutating func values(
    of name: String, in entity: EntityDescription, _ text: String, isWritten: Bool = false
  ) -> [Candidate] {
    if let relation = entity.relation(name) {
      let start = relation.isMany ? text.prefix(through: ",") : ""
      let listed = relation.isMany ? splitList(start) : []
      let typed = String(text.dropFirst(start.count))
      return directory.keys(of: relation.target, beginning: typed).filter { !listed.contains($0.text) }.map { key in
        Candidate(start + (relation.isMany && isWritten ? key.text.replacing(",", with: "\\,") : key.text), key.help)
      }
    }
    guard let field = entity.field(name) else { return [] }
    if field.isSecret { return isWritten ? Self.secret : [] }
    if field.kind == .boolean { return ["true", "false"].map { Candidate($0) } }
    if !field.values.isEmpty { return field.values.map { Candidate($0) } }
    return !isWritten && entity.key == [name] ? directory.keys(of: entity.name, beginning: text) : []
  }
}

// vctl's own commands.
extension Completion {
  private mutating func words(of command: Command) -> Candidate.List {
    let service = command.describedBy == nil ? nil : directory.overview()
    let options = OptionDescription.common + command.options(service)
    formats = command.formats
    guard let arguments = try? CommandArguments(whole(options), options, unknown: .pass) else { return .nothing }
    if let found = option(options, arguments, nil) { return found }
    let words = Array(arguments.positionals.dropFirst())
    let next = words.count < command.words.count || !command.repeatsLastWord ? words.count : command.words.count - 1
    guard command.words.indices.contains(next) else { return .nothing }
    switch command.words[next] {
    case .file: return .files
    case .entity: return .words((directory.overview()?.entities ?? []).map { Candidate($0.name, $0.help) })
    case .topic: return .words(first())
    case .key: return .words(directory.keys(of: words[0], beginning: word))
    case .verb:
      guard let (service, entity) = directory.describe(words[0]) else { return .nothing }
      return .words(service.methods(of: entity).map { Candidate($0.verb, $0.help) })
    case .method:
      var methods = directory.overview()?.methods ?? []
      // What belongs to an entity is told with it.
      for entity in directory.overview()?.entities ?? []
      where entity.name.hasPrefix(word) || word.hasPrefix(entity.name + ".") {
        methods += directory.describe(entity.name)?.service.methods(of: entity) ?? []
      }
      return .words(methods.map { Candidate($0.name, $0.help) })
    case .check: return .words(directory.checks().filter { !words.contains($0.text) })
    case .number: return .nothing
    case .oneOf(let texts): return .words(texts.map { Candidate($0) })
    }
  }
}

extension String {
  /// What stands before the last such character, with it.
  fileprivate func prefix(through mark: Character) -> String {
    lastIndex(of: mark).map { String(self[...$0]) } ?? ""
  }
}
