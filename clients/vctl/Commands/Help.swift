import ClientKit

extension Command {
  static let help = Command(
    name: "help", synopsis: "[ENTITY [VERB]]", help: "Show what there is, and how to use it; like --help.",
    examples: ["vctl help", "vctl help user", "vctl help user create"], options: [], words: [.topic, .verb]
  ) { words, _, settings in
    guard let first = words.first else { return try overview(settings) }
    if let command = named(first) {
      return try show(CommandHelp(command, command.options(try? command.description(settings))).text, settings)
    }
    try EntityCommand.run(first, line: words + ["--help", "--socket", settings.socket], settings)
  }

  /// `vctl --help`: also useful without a daemon.
  static func overview(_ settings: Settings) throws {
    do {
      var session = try Session(settings)
      let service = try session.overview()
      try session.output.write(Overview(service: service).text)
      try session.finish()
    } catch let error as ConnectionError {
      try show(Overview(service: nil, absence: error.message).text, settings)
    } catch let error as CallFailure {
      try show(Overview(service: nil, absence: Ending(error).message).text, settings)
    }
  }

  static func show(_ text: String, _ settings: Settings) throws {
    var output = Output(1, pages: settings.pages)
    try output.write(text)
    try output.finish()
  }
}

/// `vctl COMMAND --help`.
struct CommandHelp {
  private let command: Command
  private let options: [OptionDescription]

  init(_ command: Command, _ options: [OptionDescription]) { (self.command, self.options) = (command, options) }

  var text: String {
    var help = HelpText()
    help.lines("Usage", [command.usage + " [options]"])
    help.paragraph(command.help)
    help.options("Options", options)
    let own = options.map(\.name)
    help.options("Common options", OptionDescription.common.filter { !own.contains($0.name) })
    help.lines("Examples", command.examples)
    return help.text
  }
}
