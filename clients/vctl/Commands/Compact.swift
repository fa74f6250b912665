import ClientKit
import JSON
import Vocabulary

extension Command {
  static let compact = Command(
    name: "compact", synopsis: "",
    help:
      "Give the free space in a database file back to the file system. It needs --rebuild once, with the server stopped; "
      + "after that, the file gives it back in steps while the server runs.",
    examples: ["vctl compact --dry-run", "vctl compact --yes", "vctl compact --rebuild --dry-run"],
    options: [
      OptionDescription("dry-run", short: "n", "Tell how much would be given back, and what it takes; change nothing."),
      OptionDescription("rebuild", "Write the whole file anew. Nobody can change anything meanwhile."),
      OptionDescription(
        "server-stopped", "The server is stopped. As root vctl looks whether another process has the database open."),
    ], methods: ["database.compact"]
  ) { words, arguments, settings in
    guard words.isEmpty else { throw UsageError("compact takes no '\(Escape.controls(in: words[0]))'") }
    let settings = settings.patient(arguments)
    var session = try Session(settings)
    try session.checkMayChange(asking: "database.compact")
    try Compacting(arguments, settings).run(&session)
    try session.finish()
  }
}

/// One compaction: rehearsed where somebody is asked, then done.
private struct Compacting {
  private let settings: Settings
  private let isRebuild: Bool
  private let isDry: Bool
  private let isStopped: Bool

  init(_ arguments: CommandArguments, _ settings: Settings) {
    self.settings = settings
    (isRebuild, isDry) = (arguments.has("rebuild"), arguments.has("dry-run"))
    isStopped = arguments.has("server-stopped")
  }

  func run(_ session: inout Session) throws {
    guard isDry || settings.assumesYes || Prompt.isPossible else {
      throw UsageError(
        "'compact' needs confirmation: use --yes, since this is not a terminal",
        hint: "--dry-run shows what it would do")
    }
    if isDry || !settings.assumesYes {
      let plan = try call(&session, isDry: true)
      let lines = planned(plan)
      if isDry { return try session.show(plan, lines + [DryRun.note]) }
      for line in lines { session.notes.say(line) }
      // What cannot be done is refused below, with the reason.
      if isPossible(plan), try !Confirmation.isAgreed("compact? [y/N] ") {
        throw Ending(.refused, "nothing was changed", kind: "declined")
      }
    }
    let answer = try call(&session, isDry: false)
    let returned = answer["returned"]?.integer ?? 0
    try session.show(answer, ["gave \(Quantity.bytes(returned)) back to the file system"])
  }

  private func isPossible(_ plan: JSON) -> Bool { isRebuild || plan["incremental"] == true }

  private func planned(_ plan: JSON) -> [String] {
    func bytes(_ name: String) -> String { Quantity.bytes(plan[name]?.integer ?? 0) }
    var lines = [
      "the file has \(bytes("bytes")), of which \(bytes("free_bytes")) are free; its write-ahead log has "
        + bytes("wal_bytes")
    ]
    if isPossible(plan) {
      lines.append("would give \(bytes("returned")) back to the file system")
    } else {
      lines.append(
        "this file cannot give its free space back in steps: --rebuild writes it anew once, after which it can")
    }
    if plan["room_bytes"] != nil {
      let seconds = max(1, ((plan["lock_ms"]?.integer ?? 0) + 999) / 1_000)
      lines.append(
        "a rebuild needs up to \(bytes("room_bytes")) of room on the disk, and nobody can change anything for about "
          + Quantity.seconds(seconds))
    }
    return lines
  }

  private func call(_ session: inout Session, isDry: Bool) throws -> JSON {
    var params = JSON.Object()
    if isRebuild { params["rebuild"] = true }
    if isDry { params["dry_run"] = true }
    if isRebuild, !isDry {
      if isStopped { params["server_stopped"] = true }
      if try session.isDatabaseUnused(orSaid: "stop the server, then rebuild") { params["server_stopped"] = true }
    }
    return try session.call("database.compact", params, Command.compact.options, changes: true)
  }
}
