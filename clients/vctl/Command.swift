import ClientKit

/// What vctl does that is no verb of an entity. A new one is a file in `Commands/` and a line in `all`.
struct Command: Sendable {
  let name: String
  /// What follows the name.
  let synopsis: String
  let help: String
  /// Whole lines that can be typed.
  let examples: [String]
  /// Beside the common ones.
  let options: [OptionDescription]
  /// The methods that it is for: help names the command in their place.
  var methods: [String] = []
  /// - Parameter words: what follows the name.
  let run: @Sendable (_ words: [String], _ arguments: CommandArguments, _ settings: Settings) throws -> Void

  static let all = [status, audit, history, undo, watch, transaction, rpc, help]

  var usage: String { "vctl " + name + (synopsis.isEmpty ? "" : " " + synopsis) }

  static func named(_ name: String) -> Command? { all.first { $0.name == name } }
}
