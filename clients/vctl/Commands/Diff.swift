import ClientKit
import JSON

extension Command {
  static let diff = Command(
    name: "diff", synopsis: "-f FILE",
    help:
      "Show what 'vctl apply' would change, with the values before and after, and change nothing. The exit status is 9 if "
      + "there is a difference.",
    examples: ["vctl diff -f network.yaml", "vctl diff -f network.d --prune"],
    options: diffOptions
  ) { words, arguments, settings in
    let declaration = try Declaration("diff", words, arguments)
    let settings = settings.patient(arguments)
    var session = try Session(settings)
    try session.checkMayChange(asking: "database.apply")
    let files = try declaration.files()
    var params = try declaration.params(&session)
    params["dry_run"] = true
    let answer = try ExchangeCall("database.apply", diffOptions, happened: "compared").answer(params, files, &session)
    let report = ApplyReport(answer)
    try session.output.write(report.forPrograms(settings) ?? report.differences(settings.style))
    ExchangeCall.warn(answer, session)
    try session.finish()
    guard report.isEmpty else { throw Ending(.differs, "") }
    session.notes.say("no differences")
  }

  static let diffOptions = declaring + [.accept, .long]
}
