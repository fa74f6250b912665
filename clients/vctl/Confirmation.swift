import ClientKit
import JSON

/// Asks before a destructive method is called, and shows what it would do.
struct Confirmation {
  let entity: EntityDescription
  let method: MethodDescription
  let settings: Settings

  init(_ entity: EntityDescription, _ method: MethodDescription, _ settings: Settings) {
    (self.entity, self.method, self.settings) = (entity, method, settings)
  }

  /// - Throws: where nobody can be asked; and what the daemon would refuse, before anybody is asked.
  func ask(_ params: JSON.Object, _ session: inout Session) throws -> Bool {
    guard Prompt.isPossible else {
      throw UsageError(
        "'\(entity.name) \(method.verb)' needs confirmation: use --yes, since this is not a terminal",
        hint: method.parameter(named: "dry_run").map { _ in "--dry-run shows what it would do" })
    }
    if method.parameter(named: "dry_run") != nil {
      var rehearsal = params
      rehearsal["dry_run"] = true
      let answer = try session.call(method, rehearsal)
      for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
      let isDeletion = answer["deleted"]?.array != nil
      Notes.write(
        isDeletion
          ? RecordGroups.sentences(answer, isDry: true, settings.errorStyle) : DryRun.text(answer, settings.errorStyle))
    }
    return try Self.isAgreed("\(method.verb)? [y/N] ")
  }

  /// Asks a question to which everything but yes is no.
  static func isAgreed(_ question: String) throws -> Bool {
    ["y", "yes"].contains(try Prompt.line(question).lowercased())
  }
}
