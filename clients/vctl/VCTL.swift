import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary

/// One command, and the end.
@main
struct VCTL {
  static func main() {
    guard StandardDescriptors.hold() else { exit(ExitStatus.refused.rawValue) }
    // Whoever reads our output may go away, or a file may reach its size limit: writing then fails, and that is no reason
    // to die noisily.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func run(_ line: [String]) -> Int32 {
    // Errors have a format before the command line is understood.
    var isJSON = hasJSON(line, nil)
    do {
      let configuration = try Configuration.load()
      let line = configuration.expanded(line, known)
      isJSON = hasJSON(line, configuration.output)
      try dispatch(line, configuration)
      return ExitStatus.ok.rawValue
    } catch {
      return Ending(error).report(.ofErrors(isColored: Terminal.isColored(2)), isJSON: isJSON)
    }
  }

  private static var known: [OptionDescription] { OptionDescription.common + OptionDescription.listing }

  /// - Parameter output: the format without the option.
  private static func hasJSON(_ line: [String], _ output: String?) -> Bool {
    let rough = try? CommandArguments(line, known, unknown: .pass)
    return ["json", "jsonl"].contains(rough?.value("output") ?? (rough?.has("quiet") == true ? nil : output))
  }

  private static func dispatch(_ line: [String], _ configuration: Configuration) throws {
    let arguments = try CommandArguments(line, known, unknown: .pass)
    if arguments.has("version") {
      return try Command.show("vctl \(Version.text)\n", try Settings(arguments, configuration))
    }
    let settings = try Settings(arguments, configuration)
    guard let first = arguments.positionals.first else {
      // Only now: with an entity, its description may know more options.
      _ = try CommandArguments(line, known, unknown: .refuse)
      guard settings.wantsHelp else {
        throw UsageError(
          "vctl needs an entity and a verb, such as 'vctl user list'", hint: "'vctl --help' explains them")
      }
      return try Command.overview(settings)
    }
    if let format = settings.commandFormat, !settings.wantsHelp,
      let owner = Command.all.first(where: { $0.formats.contains(format) }), owner.name != first
    {
      throw UsageError("the format '\(format)' is that of 'vctl \(owner.name)' only")
    }
    guard let command = Command.named(first) else {
      return try entity(first, line, arguments, settings)
    }
    if settings.wantsHelp {
      let options = command.options(try? command.description(settings))
      _ = try CommandArguments(line, OptionDescription.common + options, unknown: .refuse)
      return try Command.show(CommandHelp(command, options).text, settings)
    }
    let options = command.options(try command.description(settings))
    let exact = try CommandArguments(line, OptionDescription.common + options, unknown: .refuse)
    try command.run(Array(exact.positionals.dropFirst()), exact, settings)
  }

  private static func entity(
    _ name: String, _ line: [String], _ arguments: CommandArguments, _ settings: Settings
  ) throws {
    do {
      try EntityCommand.run(name, line: line, settings)
    } catch let ending as Ending where ending.status == .usage {
      if let ordered = WordOrder(line, arguments, settings).ending() { throw ordered }
      guard let command = NearMiss.of(name, among: Command.listed.map(\.name)) else { throw ending }
      throw Ending(.usage, ending.message, hint: "did you mean 'vctl \(command)'?", kind: "usage")
    }
  }
}
