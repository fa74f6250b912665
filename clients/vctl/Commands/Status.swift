import ClientKit
import JSON

extension Command {
  static let status = Command(
    name: "status", synopsis: "",
    help: "Show the state of the daemon, its database and its audit log, and how long its calls took.",
    examples: ["vctl status", "vctl status -o json", "vctl status -o prometheus"], options: [],
    formats: ["prometheus"], methods: ["database.status"]
  ) { words, _, settings in
    guard words.isEmpty else { throw UsageError("status takes no '\(Escape.controls(in: words[0]))'") }
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
}
