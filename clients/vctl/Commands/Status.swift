import ClientKit
import JSON

extension Command {
  static let status = Command(
    name: "status", synopsis: "",
    help: "Show the state of the daemon, its database and its audit log, and how long its calls took.",
    examples: ["vctl status", "vctl status -o json", "vctl status -o prometheus", "vctl status --sizes"],
    options: [
      OptionDescription(
        "sizes", "Show instead how much space each entity and field takes in the database; it is read as a whole."),
      .holdForCopy,
    ],
    formats: ["prometheus"], methods: ["database.status", "database.sizes"]
  ) { words, arguments, settings in
    guard words.isEmpty else { throw UsageError("status takes no '\(Escape.controls(in: words[0]))'") }
    guard !arguments.has("sizes") else { return try showSizes(arguments, settings) }
    guard !arguments.has("hold") else { throw UsageError("--hold is for --sizes") }
    var session = try Session(settings)
    let answer = try session.call("database.status", [:], isChange: false)
    for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
    let status = StatusText(status: answer)
    var text = ""
    if settings.commandFormat != nil {
      text = status.exposition
    } else if settings.format == .table {
      text = status.text(settings.style)
    } else {
      var format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
    }
    try session.output.write(text)
    try session.finish()
  }

  private static func showSizes(_ arguments: CommandArguments, _ settings: Settings) throws {
    guard settings.commandFormat == nil else { throw UsageError("--sizes has no format 'prometheus'") }
    var session = try Session(settings.patient(arguments))
    let params: JSON.Object = JSON.Object(arguments.has("hold") ? [.init("hold", true)] : [])
    let sizes = try session.call("database.sizes", params, Command.status.options, changes: false)
    var text = ""
    if settings.format == .table {
      text = SizesText(sizes: sizes).text(settings.style)
    } else {
      var format = settings.format.make([], key: [], settings.style)
      format.record(sizes, to: &text)
    }
    try session.output.write(text)
    try session.finish()
  }
}
