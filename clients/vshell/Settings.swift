import ClientKit

/// The command line.
struct Settings {
  let file: String?
  let statements: String?
  let socket: String
  let isReadOnly: Bool
  let goesOnAfterErrors: Bool
  let echoes: Bool
  let wantsHelp: Bool
  let wantsVersion: Bool

  private static let options: [OptionDescription] =
    OptionDescription.shell + SocketChoice.options + [
      OptionDescription("help", short: "h", "Print this."),
      OptionDescription("version", "Print the version."),
    ]

  init(_ words: [String]) throws(UsageError) {
    let arguments = try CommandArguments(words, Self.options, unknown: .refuse)
    guard arguments.positionals.count < 2 else {
      throw UsageError("vshell takes one file, not \(arguments.positionals.count)", hint: "'vshell --help' says more")
    }
    let commands = arguments.values("command")
    file = arguments.positionals.first
    if file != nil, !commands.isEmpty { throw UsageError("a file and -c exclude each other") }
    statements = commands.isEmpty ? nil : commands.joined(separator: "\n")
    isReadOnly = arguments.has("read-only")
    socket = try SocketChoice.path(arguments, readOnly: isReadOnly)
    goesOnAfterErrors = arguments.has("keep-going")
    echoes = arguments.has("echo")
    wantsHelp = arguments.has("help")
    wantsVersion = arguments.has("version")
  }

  static var help: String {
    let width = options.map(\.synopsis.count).max() ?? 0
    let lines = options.map { option in
      "  \(option.synopsis)" + String(repeating: " ", count: width - option.synopsis.count + 2) + option.help
    }
    return """
      vshell - the administrators' shell of a vantage6 server's database

      usage: vshell [FILE] [options]

      The statements are those of the old shell: db.Organization.get(), o.name = "…", o.save().
      They come from FILE, from -c, or from standard input. 'help(db)' lists what there is.

      \(lines.joined(separator: "\n"))

      exit status: 0 all went well, 1 a statement failed or output could not be written, 2 usage, 5 not permitted, 6 cannot connect, 7 timeout

      """
  }
}
