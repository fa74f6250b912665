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
  /// The method whose parameters are options of it, too; nil for none. The daemon describes them.
  var describedBy: String?
  /// What its words are, for completion.
  var words: [Word] = []
  /// Whether any number of words like the last one may follow.
  var repeatsLastWord = false
  /// What `--output` takes for it alone.
  var formats: [String] = []
  /// The methods that it is for: help names the command in their place.
  var methods: [String] = []
  /// For scripts: help and completion do not list it.
  var isForScripts = false
  /// - Parameter words: what follows the name.
  let run: @Sendable (_ words: [String], _ arguments: CommandArguments, _ settings: Settings) throws -> Void

  static let all = [
    status, check, repair, compact, backup, restore, copy, export, importing, apply, diff, migrate, graph, describe,
    audit,
    history, undo, watch,
    transaction, shell, rpc, completion, complete, help,
  ]

  /// Those that people type.
  static let listed = all.filter { !$0.isForScripts }

  var usage: String { "vctl " + name + (synopsis.isEmpty ? "" : " " + synopsis) }

  /// With those that the daemon describes.
  func options(_ service: ServiceDescription?) -> [OptionDescription] {
    let method = service?.methods.first { $0.name == describedBy }
    return options + (method?.parameters.compactMap { OptionDescription($0) } ?? [])
  }

  /// What the daemon describes, where the command needs it.
  func description(_ settings: Settings) throws -> ServiceDescription? {
    guard describedBy != nil else { return nil }
    var session = try Session(settings)
    return try session.overview()
  }

  static func named(_ name: String) -> Command? { all.first { $0.name == name } }

  /// What a word of a command is.
  enum Word: Sendable {
    case entity, file, method, number
    /// Of the entity that is the first word.
    case key, verb
    /// The name of a check.
    case check
    /// What there is help on.
    case topic
    case oneOf([String])
  }
}
