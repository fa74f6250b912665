import ClientKit

extension Command {
  static let complete = Command(
    name: "complete", synopsis: "-- WORD ...",
    help: "For the scripts of 'vctl completion': print what the last WORD of a command line may be, one a line, each "
      + "with a tab and what it is; or ':files'.",
    examples: ["vctl complete -- user get ''"], options: [], isForScripts: true
  ) { words, arguments, settings in
    // The line's own options choose the daemon; one that is not whole yet chooses none.
    let line = try? CommandArguments(words.dropLast(), OptionDescription.common, unknown: .pass)
    let chosen = line.flatMap { try? Settings($0, settings.configuration) }
    let isChosen = ["socket", "instance"].contains { line?.has($0) == true }
    var directory = isChosen ? chosen ?? settings : settings
    // Somebody has pressed a key, and waits.
    directory.timeout = arguments.has("timeout") ? settings.timeout : .milliseconds(800)
    var completion = Completion(words, directory)
    try show(completion.candidates().lines(beginning: words.last ?? ""), settings)
  }
}
