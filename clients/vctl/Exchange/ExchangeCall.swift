import ClientKit
import JSON
import JSONRPC
import Linux
import Vocabulary

/// A call with files of records, as `import`, `apply` and `diff` make it.
struct ExchangeCall {
  private let method: String
  private let options: [OptionDescription]
  /// What does not happen if the file has errors: `imported`.
  private let participle: String

  init(_ method: String, _ options: [OptionDescription], happened participle: String) {
    (self.method, self.options, self.participle) = (method, options, participle)
  }

  static let role = OptionDescription(
    "role", takes: "NAME", repeatable: true,
    "A role for the users of a file for the server's own import that names none. Without it, they get none.")
  static let secrets = OptionDescription(
    "secrets", takes: "FILE", "Write new API keys to a new file of mode 0600, and not to standard output.")

  /// The parameters that all of these calls have.
  static func params(_ arguments: CommandArguments) -> JSON.Object {
    var params = JSON.Object()
    for option in ["dry-run", "long"] where arguments.has(option) { params[option.replacing("-", with: "_")] = true }
    params["roles"] = arguments.words("role")
    params["accept"] = arguments.words("accept")
    return params
  }

  /// - Throws: the refusal, after the errors in the files were shown.
  func answer(_ params: JSON.Object, _ files: borrowing RecordFiles, _ session: inout Session) throws -> JSON {
    var params = params
    // The daemon says what else is wrong.
    if files.hasFlaws { params["dry_run"] = true }
    let answer: JSON
    do {
      answer = try session.call(
        method, .object(params), isChange: params["dry_run"] != true, mayChange: true, file: files.file.number)
    } catch CallFailure.refused(let refusal) {
      throw ending(files.errors(with: refusal.data?["errors"]?.array ?? []), files, session.settings, refusal)
    }
    if files.hasFlaws { throw ending(files.errors(with: []), files, session.settings) }
    return answer
  }

  /// Tells all errors, and how many there are.
  /// - Parameter refusal: the daemon's, which may have counted more errors than it lists.
  private func ending(
    _ errors: [JSON], _ files: borrowing RecordFiles, _ settings: Settings, _ refusal: RPCError? = nil
  ) -> Ending {
    var ending = refusal.map { Ending(refusal: $0) } ?? Ending(.refused, "", kind: "invalid")
    ending.hint = refusal?.hint(options)
    guard !errors.isEmpty else { return ending }
    // The daemon's hint is that of the first error: where hints stand beside their errors, it is told already.
    if refusal?.remedy == nil, errors.contains(where: { $0["hint"] != nil }) { ending.hint = nil }
    let listed = refusal?.data?["errors"]?.array?.count ?? 0
    let unlisted = (refusal?.data?["count"]?.integer).map { $0 - Int64(listed) } ?? 0
    let count = Int64(errors.count) + unlisted
    ending.message = "\(Wording.counted(count, "error")): nothing was \(participle)"
    if var error = ending.error.object, var data = error["data"]?.object {
      data["count"] = .integer(count)
      data["errors"] = .array(errors)
      error["data"] = .object(data)
      if refusal == nil { error["message"] = .string(ending.message) }
      ending.error = .object(error)
    }
    guard !settings.format.isJSON else { return ending }
    for error in errors { Notes.write(settings.errorStyle.safe(files.text(error)) + "\n") }
    if unlisted > 0 { Notes.write("… and \(Quantity.count(unlisted)) more\n") }
    return ending
  }

  /// Warns of what was left out, and of what the daemon warned of.
  static func warn(_ answer: JSON, _ session: borrowing Session) {
    guard !session.settings.format.isJSON else { return }
    for one in answer["left"]?.array ?? [] {
      session.notes.warn("left out: \(Quantity.count(one["count"]?.integer ?? 0)) \(one["sentence"]?.string ?? "")")
    }
    for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
  }
}
