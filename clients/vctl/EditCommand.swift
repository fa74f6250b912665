import ClientKit
import JSON

/// `vctl ENTITY edit KEY`: the record in the person's editor, guarded by its etag.
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

  var usage: String { "vctl \(entity.name) edit \(KeyArgument.placeholder(get.keyFields)) [options]" }

  var helpText: String {
    var help = HelpText()
    help.lines("Usage", [usage])
    help.paragraph(EntityHelp.edit(entity))
    help.options("Options", [.accept, Self.dryRun])
    help.options("Common options", OptionDescription.common)
    return help.text
  }

  static let dryRun = OptionDescription("dry-run", short: "n", "Show what would change, and keep nothing.")

  /// - Returns: the answer of the update; nil when nothing was changed.
  func run(_ words: [String], _ session: inout Session) throws -> JSON? {
    guard words.count == 1 else {
      throw UsageError("\(entity.name) edit needs \(KeyArgument.placeholder(get.keyFields)), and nothing else")
    }
    for option in arguments.options
    where !["dry-run", "accept"].contains(option.name)
      && !OptionDescription.common.contains(where: { $0.name == option.name })
    {
      throw UsageError("\(entity.name) edit takes no --\(option.name)")
    }
    let key = JSON.Object(try KeyArgument.parameters(words[0], fields: get.keyFields, entity: entity))
    let record = try session.call(get, key)
    let form = EditForm(entity, record)
    let editor = try Editor("\(entity.name).yaml")
    var text = form.text
    while true {
      let edited = try editor.edit(text)
      do {
        guard let content = String(validating: edited, as: UTF8.self) else {
          throw UsageError("this is not UTF-8 text")
        }
        text = content
        let values = try form.changes(content)
        guard !values.members.isEmpty else { return nil }
        return try send(values, record, &session)
      } catch {
        let ending = Ending(error)
        // A conflict does not end by editing again: what was read is old.
        guard Prompt.isPossible, [.refused, .usage].contains(ending.status) else { throw ending }
        let before = text
        text = EditForm.noting(ending, text)
        guard before != text else { throw ending }
      }
    }
  }

  private func send(_ values: JSON.Object, _ record: JSON, _ session: inout Session) throws -> JSON {
    var params = JSON.Object([.init("id", record["id"] ?? .null), .init("values", .object(values))])
    params["if_match"] = record["etag"]
    if arguments.has("dry-run") { params["dry_run"] = true }
    if let fields = update.parameter(.fields) {
      params[fields.name] = .array(askedFields.map { .string($0) })
    }
    params["accept"] = arguments.words("accept")
    do {
      return try session.call(update, params)
    } catch var ending as Ending where ending.status == .conflict {
      // What was typed is not lost with the file.
      let mine: JSON = [
        "entity": .string(entity.name), "id": record["id"] ?? .null, "before": [:], "after": .object(values),
      ]
      if !settings.format.isJSON {
        Notes.write("not saved:\n" + RecordDiff(mine, settings.errorStyle, isDry: true).text)
      }
      ending.hint = "edit it again: it is read anew"
      throw ending
    }
  }
}
