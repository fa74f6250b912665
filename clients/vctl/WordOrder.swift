import ClientKit
import JSON

/// Verbs as people know them from other programs. A verb of the daemon comes first.
enum VerbSynonym {
  static let all = [
    "ls": "list", "show": "get", "rm": "delete", "remove": "delete", "add": "create", "new": "create", "set": "update",
  ]
}

/// `vctl get user john`: a command whose verb stands before its entity.
struct WordOrder {
  private let line: [String]
  private let arguments: CommandArguments
  private let settings: Settings

  init(_ line: [String], _ arguments: CommandArguments, _ settings: Settings) {
    (self.line, self.arguments, self.settings) = (line, arguments, settings)
  }

  /// The verbs that vctl makes itself.
  private static let own = [EditCommand.verb, WaitCommand.verb]

  /// What is said of it, with the command to type; nil where the first word is no verb.
  func ending() -> Ending? {
    let words = arguments.positionals
    guard let first = words.first, var session = try? Session(settings) else { return nil }
    let message = "'\(Escape.controls(in: first))' is a verb: the entity comes first"
    let meant = VerbSynonym.all[first] ?? first
    guard words.count > 1 else {
      let verbs = (try? session.overview().entities.flatMap(\.verbs)) ?? []
      guard verbs.contains(meant) || Self.own.contains(meant) else { return nil }
      return Ending(
        .usage, message, hint: "'vctl ENTITY \(meant)'; 'vctl --help' lists the entities", kind: "usage")
    }
    guard let (service, entity) = try? session.describe(words[1]) else { return nil }
    let isVerb = [first, meant].contains { service.method($0, of: entity) != nil }
    guard isVerb || Self.own.contains(meant) else { return nil }
    let verb = service.method(first, of: entity) == nil ? meant : first
    let taken = Set(arguments.places.prefix(2))
    let rest = line.indices.filter { !taken.contains($0) }.map { line[$0].shellWord }
    let command = (["vctl", entity.name, verb] + rest).joined(separator: " ")
    return Ending(.usage, message, hint: command, kind: "usage")
  }
}
