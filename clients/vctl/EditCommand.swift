import ClientKit
import Glibc
import JSON

/// `vctl ENTITY edit KEY`: the record in the person's editor, or a document from standard input, guarded by its etag.
struct EditCommand {
  static let verb = "edit"

  let entity: EntityDescription
  let get: MethodDescription
  let update: MethodDescription
  let arguments: CommandArguments
  let settings: Settings
  /// The fields that its answer is to hold.
  let askedFields: [String]

  /// Nil where records cannot be read and changed.
  init?(
    _ service: ServiceDescription, _ entity: EntityDescription, _ arguments: CommandArguments, _ settings: Settings
  ) throws(UsageError) {
    guard let get = service.method("get", of: entity), let update = service.method("update", of: entity) else {
      return nil
    }
    (self.entity, self.get, self.update) = (entity, get, update)
    (self.arguments, self.settings) = (arguments, settings)
    askedFields = try EntityCommand(
      service: service, entity: entity, method: update, arguments: arguments, settings: settings, words: []
    ).askedFields()
  }

  var usage: String { "vctl \(entity.name) edit \(KeyArgument.placeholder(get)) [options] [<FILE]" }

  var helpText: String {
    var help = HelpText()
    help.lines("Usage", [usage])
    help.paragraph(EntityHelp.edit(entity))
    help.paragraph(EntityHelp.editInput)
    help.options("Options", [.accept, Self.dryRun])
    help.options("Common options", OptionDescription.common)
    return help.text
  }

  static let dryRun = OptionDescription("dry-run", short: "n", "Show what would change, and change nothing.")

  /// - Returns: the answer of the update; nil when nothing was changed.
  func run(_ words: [String], _ session: inout Session) throws -> JSON? {
    let key = try key(words)
    try session.checkMayChange(asking: update.name)
    guard Self.hasInput else {
      return try edit(EditForm(entity, try session.call(get, key)), words[0], &session)
    }
    let bytes = try ValueSources.system().standardInput("the \(entity.words)")
    let document = try Self.document(bytes)
    let form = EditForm(entity, try session.call(get, asking(for: document, key)))
    let values = try form.changes(document)
    guard !values.members.isEmpty else { return nil }
    // A document that names the state that it was made from is not applied to another one.
    guard let etag = Self.etag(of: document) else { return try send(values, form, &session) }
    return try session.call(update, parameters(values, form.record, etag: .string(etag)))
  }

  /// Asks for the fields that a document has, so that they can be compared.
  private func asking(for document: FieldDocument, _ key: JSON.Object) -> JSON.Object {
    guard let fields = get.parameter(.fields) else { return key }
    let names = document.fields.compactMap { line -> String? in
      if let field = entity.field(line.name) { return field.isSecret ? nil : field.name }
      return entity.relation(line.name)?.name
    }
    var params = key
    params[fields.name] = .array(Set(["id", EditForm.etag] + names).sorted().map { .string($0) })
    return params
  }

  private static func etag(of document: FieldDocument) -> String? {
    switch document.fields.first(where: { $0.name == EditForm.etag })?.content {
    case .text(let text), .plain(let text): text
    default: nil
    }
  }

  private func key(_ words: [String]) throws(UsageError) -> JSON.Object {
    guard words.count == 1 else {
      throw UsageError("'\(entity.name) edit' needs \(KeyArgument.placeholder(get)), and nothing else")
    }
    for option in arguments.options
    where !["dry-run", "accept"].contains(option.name)
      && !OptionDescription.common.contains(where: { $0.name == option.name })
    {
      throw UsageError("'\(entity.name) edit' takes no --\(option.name)")
    }
    return JSON.Object(try KeyArgument.parameters(words[0], fields: get.keyFields, entity: entity))
  }

  /// Whether standard input is a file or a pipe: a terminal and `/dev/null` hold no document.
  private static var hasInput: Bool {
    var status = stat()
    guard fstat(0, &status) == 0 else { return false }
    return [S_IFREG, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  private static func document(_ bytes: [UInt8]) throws(UsageError) -> FieldDocument {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw UsageError("this is not UTF-8 text") }
    return try FieldDocument(text)
  }

  // MARK: - In an editor

  /// Opens the editor until the daemon takes what was typed, or the person leaves it as it is.
  private func edit(_ form: EditForm, _ key: String, _ session: inout Session) throws -> JSON? {
    var form = form
    var editor = try Editor("\(entity.name).yaml")
    var text = form.text()
    while true {
      let edited = try editor.edit(text)
      do {
        let document = try Self.document(edited)
        text = String(decoding: edited, as: UTF8.self)
        let values = try form.changes(document)
        guard !values.members.isEmpty else { return nil }
        do { return try send(values, form, &session) } catch let ending as Ending where ending.status == .conflict {
          guard Prompt.isPossible else { throw ending }
          form = EditForm(entity, try read(form.record, &session))
          text = EditForm.noting(notes(ending, values, form), form.text(with: values))
        }
      } catch {
        let ending = Ending(error)
        let noted = EditForm.noting([ending.message, ending.hint].compactMap { $0 }, text)
        guard Prompt.isPossible, [.refused, .usage].contains(ending.status), noted != text else {
          let command = "vctl \(entity.name) edit \(key.shellWord) <\(editor.keep().shellWord)"
          throw ending.adding(hint: "your text is kept: use '\(command)' to send it")
        }
        text = noted
      }
    }
  }

  /// Why the editor opens again after others changed the same fields, and what they hold now.
  private func notes(_ ending: Ending, _ values: JSON.Object, _ form: EditForm) -> [String] {
    let fields = changedByOthers(ending).filter { values[$0] != nil }
    return [ending.message + "; your text is below"]
      + fields.map { "\($0) is now: \(form.record[$0].map { Cell.text($0) } ?? "")" }
  }

  // MARK: - Calls

  private func read(_ record: JSON, _ session: inout Session) throws -> JSON {
    try session.call(get, JSON.Object([.init("id", record["id"] ?? .null)]))
  }

  /// Sends what was changed. Where others changed other fields of the record meanwhile, theirs stay.
  private func send(_ values: JSON.Object, _ form: EditForm, _ session: inout Session) throws -> JSON {
    var record = form.record
    while true {
      do {
        return try session.call(update, parameters(values, record, etag: record["etag"]))
      } catch let ending as Ending where ending.status == .conflict {
        let others = changedByOthers(ending)
        guard !others.isEmpty, others.allSatisfy({ values[$0] == nil }) else { throw ending }
        record = try read(record, &session)
        // What was read just now may have other values for ours too.
        guard values.members.allSatisfy({ record[$0.key] == form.record[$0.key] }) else { throw ending }
        session.notes.say("\(others.joined(separator: ", ")) changed meanwhile; that change is kept")
      }
    }
  }

  /// The fields that the refusal of an old etag names.
  private func changedByOthers(_ ending: Ending) -> [String] {
    (ending.error["data"]?["fields"]?.array ?? []).compactMap(\.string)
  }

  private func parameters(_ values: JSON.Object, _ record: JSON, etag: JSON?) -> JSON.Object {
    var params = JSON.Object([.init("id", record["id"] ?? .null), .init("values", .object(values))])
    params["if_match"] = etag
    if arguments.has("dry-run") { params["dry_run"] = true }
    if let fields = update.parameter(.fields) {
      params[fields.name] = .array(askedFields.map { .string($0) })
    }
    params["accept"] = arguments.words("accept")
    return params
  }
}
