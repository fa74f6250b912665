import ClientKit
import JSON

/// Asks before something is deleted, and shows what would be.
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
        "\(entity.name) \(method.verb) deletes: give --yes where nobody can be asked",
        hint: "--dry-run shows what it would delete")
    }
    if method.parameter(named: "dry_run") != nil {
      var rehearsal = params
      rehearsal["dry_run"] = true
      let answer = try session.call(method, rehearsal)
      Notes.write(Deletion.sentences(answer, isDry: true, settings.errorStyle))
    }
    return try Self.isAgreed("delete? [y/N] ")
  }

  /// Asks a question to which everything but yes is no.
  static func isAgreed(_ question: String) throws -> Bool {
    ["y", "yes"].contains(try Prompt.line(question).lowercased())
  }
}
