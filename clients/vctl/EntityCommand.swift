import ClientKit
import JSON
import Vocabulary

/// `vctl ENTITY VERB …`: whatever the daemon describes, with nothing known in advance.
struct EntityCommand {
  let service: ServiceDescription
  let entity: EntityDescription
  let method: MethodDescription
  let arguments: CommandArguments
  let settings: Settings
  /// What follows the verb.
  let words: [String]

  /// - Parameters:
  ///   - name: the first word of the command line that is no option.
  ///   - line: the whole command line.
  static func run(_ name: String, line: [String], _ settings: Settings) throws {
    var session = try Session(settings)
    let (service, entity) = try session.describe(name)
    let arguments = try CommandArguments(line, options(of: service, entity), unknown: .refuse)
    let words = Array(arguments.positionals.dropFirst())
    let settings = try Settings(arguments, settings.configuration)
    guard let verb = words.first else {
      let help = EntityHelp(service, entity).text
      guard settings.wantsHelp else {
        Notes.write(help)
        throw UsageError("\(entity.name) needs a verb")
      }
      return try print(help, &session)
    }
    if verb == EditCommand.verb, service.method(verb, of: entity) == nil,
      let edit = try EditCommand(service, entity, arguments, settings)
    {
      return try run(edit, Array(words.dropFirst()), service, &session)
    }
    if verb == WaitCommand.verb, service.method(verb, of: entity) == nil,
      let wait = WaitCommand(service, entity, arguments, settings)
    {
      return try wait.run(Array(words.dropFirst()), &session)
    }
    if verb == Command.describe.name, service.method(verb, of: entity) == nil {
      guard !settings.wantsHelp else {
        return try print(CommandHelp(.describe, Command.describe.options).text, &session)
      }
      guard words.count == 2 else { throw UsageError("\(entity.name) describe needs KEY, and nothing else") }
      try Portrait(service, entity, settings).show(words[1], &session)
      return try session.finish()
    }
    let method: MethodDescription
    do throws(UsageError) { method = try Self.method(verb, of: entity, service) } catch {
      // The daemon knows what databases of other versions have, and what to use in place of it.
      try session.checkAbsent("\(entity.name).\(verb)")
      throw error
    }
    guard !settings.wantsHelp else { return try print(MethodHelp(method, entity).text, &session) }
    let command = EntityCommand(
      service: service, entity: entity, method: method, arguments: arguments, settings: settings,
      words: Array(words.dropFirst()))
    try command.run(&session)
    try session.finish()
  }

  /// What comes of an edit is shown like that of an update.
  private static func run(
    _ edit: EditCommand, _ words: [String], _ service: ServiceDescription, _ session: inout Session
  ) throws {
    guard !edit.settings.wantsHelp else { return try print(edit.helpText, &session) }
    if let answer = try edit.run(words, &session) {
      let command = EntityCommand(
        service: service, entity: edit.entity, method: edit.update, arguments: edit.arguments, settings: edit.settings,
        words: [])
      try command.show(answer, PathKinds(edit.entity), isDry: edit.arguments.has("dry-run"), &session)
    } else {
      session.notes.say("nothing changed")
    }
    try session.finish()
  }

  static func method(
    _ verb: String, of entity: EntityDescription, _ service: ServiceDescription
  ) throws(UsageError) -> MethodDescription {
    if let method = service.method(verb, of: entity)
      ?? VerbSynonym.all[verb].flatMap({ service.method($0, of: entity) })
    {
      return method
    }
    let edit = service.method("update", of: entity) == nil ? [] : [EditCommand.verb]
    let verbs = service.methods(of: entity).map(\.verb) + edit + [WaitCommand.verb, Command.describe.name]
    throw UsageError(
      "unknown verb '\(Escape.controls(in: verb))' of \(entity.words)" + NearMiss.question(verb, among: verbs),
      hint: "its verbs are \(verbs.joined(separator: ", "))")
  }

  /// Every option of every verb: which of them the verb takes is told later, in better words.
  static func options(of service: ServiceDescription, _ entity: EntityDescription) -> [OptionDescription] {
    var options = OptionDescription.common + OptionDescription.listing + [.ifExists, WaitGoal.option]
    for parameter in service.methods(of: entity).flatMap(\.parameters) {
      guard let option = OptionDescription(parameter), !options.contains(where: { $0.name == option.name }) else {
        continue
      }
      options.append(option)
    }
    return options
  }

  private static func print(_ text: String, _ session: inout Session) throws {
    try session.output.write(text)
    try session.finish()
  }

  private func run(_ session: inout Session) throws {
    if let many = try ManyRecords(self) { return try many.run(&session) }
    let (given, kinds) = try parameters(ValueReader(.system()), &session)
    var params = given
    if method.answer == .page {
      return try listing(kinds).run(params, &session)
    }
    if let parameter = method.parameter(.fields) {
      params[parameter.name] = .array(try askedFields().map { .string($0) })
    } else {
      try checkFields()
    }
    do {
      try change(params, kinds, &session)
    } catch let ending as Ending where ending.status == .notFound && arguments.has(OptionDescription.ifExists.name) {
      session.notes.say("\(ending.message): nothing was deleted")
      guard settings.format.isJSON || settings.format == .yaml else { return }
      try session.output.write(text(["deleted": [], "detached": []], nil, kinds))
    }
  }

  /// Calls the method, after the person has agreed where that is needed, and shows its answer.
  private func change(_ params: JSON.Object, _ kinds: PathKinds, _ session: inout Session) throws {
    if method.isDestructive, !settings.assumesYes, params["dry_run"] != true {
      guard try Confirmation(entity, method, settings).ask(params, &session) else {
        throw Ending(.refused, "nothing was changed", kind: "declined")
      }
    }
    let answer = try session.call(
      method, of: entity, params, isPrinted: settings.format.isWhole && choice() == nil)
    try show(answer, kinds, isDry: params["dry_run"] == true, &session)
    guard let said = method.question.map({ answer[$0] ?? .null }), !QuestionText.isYes(said) else { return }
    try session.finish()
    throw Ending(.no, "")
  }

  func listing(_ kinds: PathKinds) throws(UsageError) -> Listing {
    try Listing(
      entity, method, get: service.method("get", of: entity), arguments, settings, kinds)
  }

  /// The same command with other words after its verb.
  func reading(_ words: [String]) -> EntityCommand {
    EntityCommand(
      service: service, entity: entity, method: method, arguments: arguments, settings: settings, words: words)
  }

  /// What the command line says as the parameters of the call, and what its paths lead to.
  func parameters(
    _ reader: ValueReader, _ session: inout Session
  ) throws -> (params: JSON.Object, kinds: PathKinds) {
    try checkOptions()
    let kinds = try self.kinds(&session)
    return (try CallParameters(method, of: entity, reader).read(words, arguments, kinds), kinds)
  }

  /// Names every option that this verb does not take.
  /// - Parameter also: what it takes beside its own.
  func checkOptions(also: [OptionDescription] = []) throws(UsageError) {
    var taken =
      (OptionDescription.common + also).map { $0.name } + method.parameters.compactMap { OptionDescription($0)?.name }
    if method.answer == .page { taken += OptionDescription.listing.map { $0.name } }
    if method.takesIfExists { taken.append(OptionDescription.ifExists.name) }
    for option in arguments.options where !taken.contains(option.name) {
      throw UsageError("\(entity.name) \(method.verb) takes no --\(option.name)")
    }
  }

  /// What the paths on the command line lead to: descriptions of other entities are asked for only when a path leads
  /// through them.
  func kinds(_ session: inout Session) throws -> PathKinds {
    var paths = try arguments.values("where").flatMap { try ConditionTree($0).paths }
    if settings.format == .table, method.parameter(.fields) != nil, let choice = try choice() {
      paths += try entity.paths(choice)
    }
    return try session.kinds(of: entity, paths)
  }

  /// The fields to ask the daemon for. A fresh secret comes unasked, and the id names its record.
  func askedFields() throws(UsageError) -> [String] {
    let shown: [String]
    switch settings.format {
    case .template(let template) where settings.fields == nil: shown = template.paths
    case .name: shown = ["id"] + entity.key
    default: shown = try entity.paths(choice(), isList: false)
    }
    guard method.access == .write else { return shown }
    let secrets = method.freshSecrets(of: entity).map(\.name)
    return shown.filter { !secrets.contains($0) } + (shown.contains("id") ? [] : ["id"])
  }

  /// What `--fields` or the configuration says of the fields.
  private func choice() throws(UsageError) -> FieldChoice? {
    method.parameter(.fields) == nil ? settings.fields : try settings.fields(of: entity)
  }

  /// The fields that somebody named.
  func givenFields() throws(UsageError) -> [String]? {
    guard let choice = try choice() else { return nil }
    return method.parameter(.fields) == nil
      ? try choice.paths(usual: method.members, all: method.members) : try entity.paths(choice, isList: false)
  }

  /// - Throws: where `--fields` names what the answer of a method does not have, before the method is called.
  private func checkFields() throws(UsageError) {
    guard !method.members.isEmpty else { return }
    for field in try givenFields() ?? [] {
      let name = field.prefix { $0 != "." }
      guard !method.members.contains(String(name)) else { continue }
      throw UsageError(
        "\(entity.name) \(method.verb) answers no '\(Escape.controls(in: field))'"
          + NearMiss.question(String(name), among: method.members),
        hint: "it answers \(method.members.joined(separator: ", "))")
    }
  }

  /// Several records, each as it is shown alone.
  func text(of records: [JSON], _ kinds: PathKinds) throws(UsageError) -> String {
    let fields = try givenFields()
    guard settings.format != .table else {
      return records.map { self.text($0, fields, kinds) }.joined(separator: "\n")
    }
    let shown = fields ?? entity.recordPaths
    var format = settings.format.make(
      fields.map { Column.asked($0, kinds) } ?? [], key: entity.key, settings.style)
    var text = ""
    format.add(records.map { Self.without(["id", "etag"], shown, $0) }, to: &text)
    format.finish(&text)
    return text
  }

  private func show(_ answer: JSON, _ kinds: PathKinds, isDry: Bool, _ session: inout Session) throws {
    var answer = answer
    if case .object(var object) = answer, !settings.format.isJSON {
      for warning in object["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
      object["warnings"] = nil
      answer = .object(object)
    }
    let fields = try givenFields()
    guard !isDry else {
      let isTold = settings.format == .table && fields == nil && answer["changes"]?.array != nil
      try session.output.write(isTold ? DryRun.text(answer, settings.style) : text(answer, fields, kinds))
      return session.say(DryRun.note)
    }
    // A large one that nobody can set says nothing new.
    let large = entity.fields.filter { $0.isLarge && !$0.isSecret && !$0.isReadOnly }.map(\.name)
    if method.verb == "get", fields == nil, !large.isEmpty {
      session.remark("left out for their size: \(large.joined(separator: ", ")) (--fields '*' shows all)")
    }
    let secrets = FreshSecret.all(in: answer, of: entity, service)
    try session.write(text(answer, fields, kinds), showing: secrets)
  }

  /// The answer in the format that was asked for.
  func text(_ answer: JSON, _ fields: [String]?, _ kinds: PathKinds) -> String {
    let style = settings.style
    let isData = settings.format.isJSON
    var answer = answer
    if method.parameter(.fields) != nil {
      answer = Self.without(["id", "etag"], fields ?? entity.recordPaths, answer)
    } else if let fields {
      answer = answer.selecting(fields)
    }
    // The exit status is the answer.
    if settings.format == .name, method.question != nil { return "" }
    var columns = fields.map { Column.asked($0, kinds) } ?? []
    var text = ""
    if answer["deleted"]?.array != nil, !isData, settings.format != .yaml {
      if settings.format == .table { return RecordGroups.sentences(answer, isDry: false, style) }
      // What is gone has no name that a command would take.
      if settings.format == .name { return "" }
      columns = columns.isEmpty ? RecordGroups.columns : columns
      var format = settings.format.make(columns, key: [], style)
      format.add(RecordGroups.rows(answer), to: &text)
      format.finish(&text)
    } else if method.answer == .array, let items = answer.array {
      var format = settings.format.make(columns, key: entity.key, style)
      format.add(items, to: &text)
      format.finish(&text)
    } else if fields == nil, settings.format == .table, let tree = TreeText.of(answer, entity, style) {
      return tree
    } else if fields == nil, settings.format == .table, let told = QuestionText.of(answer, method, entity, style) {
      return told
    } else if fields == nil, settings.format == .table, let told = ChangeSentences.of(answer, method, style) {
      return told
    } else if fields == nil, settings.format == .table || settings.format == .csv, let items = rows(of: answer) {
      var format = settings.format.make([], key: [], style)
      format.add(items, to: &text)
      format.finish(&text)
    } else {
      if columns.isEmpty, settings.format == .table { columns = Column.upright(answer, entity) }
      var format = settings.format.make(columns, key: entity.key, style)
      format.record(answer, to: &text)
    }
    return text
  }

  /// What an answer lists that holds nothing else: a row each.
  private func rows(of answer: JSON) -> [JSON]? {
    guard method.members.count == 1, let items = answer[method.members[0]]?.array else { return nil }
    return items.allSatisfy { $0.object != nil } ? items : nil
  }

  /// The answer without members that came unasked.
  private static func without(_ names: [String], _ fields: [String], _ answer: JSON) -> JSON {
    guard var object = answer.object else { return answer }
    for name in names where !fields.contains(name) { object[name] = nil }
    return .object(object)
  }
}
