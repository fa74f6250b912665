import ClientKit
import JSON
import Linux
import Vocabulary

extension Command {
  static let restore = Command(
    name: "restore", synopsis: "FILE",
    help:
      "Put a backup in the place of the database's contents. The backup is checked first, you are told what will be lost "
      + "and asked, and the present contents stay in a file beside the database. Stop the server before, and start it "
      + "afterwards; vantage6-admin keeps running.",
    examples: [
      "vctl restore --dry-run /backups/vantage6.sqlite", "sudo vctl restore /backups/vantage6.sqlite",
      "vctl restore --server-stopped --yes /backups/vantage6.sqlite.zst",
    ],
    options: [
      OptionDescription("dry-run", "Check the backup and tell what would be lost; change nothing."),
      OptionDescription(
        "server-stopped", "The server is stopped. As root vctl looks whether another process has the database open."),
      OptionDescription("other-database", "Also restore a backup that was not made of this database."),
    ],
    words: [.file], methods: ["database.restore"]
  ) { words, arguments, settings in
    guard words.count == 1 else { throw UsageError("'vctl restore' needs one FILE") }
    var session = try Session(settings.patient(arguments))
    try session.checkMayChange(asking: "database.restore")
    let source = try BackupSource(words[0], session.progress)
    var params = JSON.Object([.init("name", .string(words[0]))])
    if arguments.has("other-database") { params["other_database"] = true }
    if arguments.has("server-stopped") { params["server_stopped"] = true }
    params["dry_run"] = true
    let report = try call(params, source.file.number, &session)
    let isDry = arguments.has("dry-run")
    if isDry { return try session.show(report, RestoreText(report, words[0]).lines + [DryRun.note]) }
    if try session.isDatabaseUnused(orSaid: "stop the server, then restore the backup") {
      params["server_stopped"] = true
    }
    guard try settings.assumesYes || isAgreed(report, words[0], session) else {
      throw Ending(.refused, "nothing was changed")
    }
    params["dry_run"] = nil
    let answer = try call(params, source.file.number, &session)
    let kept = answer["kept"]?.string ?? "?"
    try session.show(
      answer, ["restored '\(words[0])': the contents from before are in '\(kept)'", "start the server again"])
  }

  private static func call(_ params: JSON.Object, _ file: Int32, _ session: inout Session) throws -> JSON {
    try session.call("database.restore", params, Command.restore.options, changes: true, file: file)
  }

  private static func isAgreed(_ report: JSON, _ name: String, _ session: borrowing Session) throws -> Bool {
    guard Prompt.isPossible else {
      throw UsageError(
        "'restore' needs confirmation: use --yes, since this is not a terminal",
        hint: "--dry-run shows what would be lost")
    }
    for line in RestoreText(report, name).lines { session.notes.say(line) }
    return try Confirmation.isAgreed("restore? [y/N] ")
  }
}

/// What a restore would do, as a person reads it.
struct RestoreText {
  let report: JSON
  let name: String

  init(_ report: JSON, _ name: String) { (self.report, self.name) = (report, name) }

  var lines: [String] {
    var lines = ["'\(name)' is a whole backup: \(BackupText(report["backup"] ?? .null).contents)"]
    lines.append(loss)
    for record in report.at("lost.records")?.array ?? [] {
      guard let entity = record["entity"]?.string, let now = record["now"]?.integer, let then = record["then"]?.integer
      else { continue }
      lines.append("  \(entity): \(Quantity.count(now)) now, \(Quantity.count(then)) in the backup")
    }
    return lines
  }

  private var loss: String {
    switch report.at("lost.changes")?.integer {
    case 0?: "no change of vantage6-admin is newer; what the server changed since then will be lost"
    case let count?:
      "\(Wording.counted(count, "change")) made since then will be lost, and what the server changed since then"
    case nil: "it has another history: all changes that it does not have will be lost"
    }
  }
}
