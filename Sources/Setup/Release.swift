import Admin
import Adoption
import Catalogue
import Glibc
import PostgreSQL
import Vocabulary

extension Option {
  static let auditLog = Option("--audit-log", "FILE", "Write the changes to a new FILE first, as JSON lines")
  static let passwordFile = Option(
    "--password-file", "FILE", "Take the role's password for PostgreSQL from FILE, which has nothing else")
  static let yes = Option("--yes", nil, "Do not ask before the audit log is dropped")
}

extension HostCommand {
  static let release = HostCommand(
    name: "release", synopsis: "FILE|URI [options]",
    help: """
      Leaves a database as if the daemon had never been there: removes what it added, restores the kind of journal of a
      file, and removes the drop-in that 'setup' wrote for it. The copy that was made of a file before stays. The changes
      in the audit log can then be neither seen nor undone, so release asks first, unless it writes them to a file.
      """,
    options: [.auditLog, .passwordFile, .yes, .dryRun, .help]
  ) { words, system throws(Failure) in
    guard let text = words.plain.first, words.plain.count == 1 else {
      throw Failure(.parameters, "release needs one FILE or URI, the database")
    }
    try Releasing(
      target: try ReleaseTarget(text, secretFile: words[.passwordFile], system), system: system,
      isDry: words.has(.dryRun), isConfirmed: words.has(.yes), auditLog: words[.auditLog]
    ).run()
  }
}

/// One run of `vantage6-admin release`.
private struct Releasing {
  let target: ReleaseTarget
  let system: System
  let isDry: Bool
  /// Whether the administrator said before that the audit log may be lost.
  let isConfirmed: Bool
  /// The path of the file that gets the changes.
  let auditLog: String?

  func run() throws(Failure) {
    // Find out whether the release is possible before anything is changed.
    let plan = try self.plan()
    if plan.changeCount > 0 { try keepAuditLog(plan) }
    // Remove the drop-ins first: with them, the next connection would start the daemon on this database again.
    for (_, dropIn) in target.dropIns {
      system.say("\(isDry ? "would   remove" : "removed") '\(dropIn)'")
      if !isDry { try DropIn.remove(dropIn) }
    }
    if !isDry, !target.dropIns.isEmpty { try system.reload() }
    tell(isDry ? plan : try target.release(isDry: false))
    if let file = target.passwordFile {
      system.say("kept    '\(file)', the role's password: remove it when nothing else needs it")
    }
    for (instance, _) in target.dropIns {
      system.say(
        "next    systemctl disable --now \(instance.unit).socket \(instance.readOnlyUnit).socket, unless it should "
          + "serve its own database from now on")
    }
  }

  /// Writes the changes to a file, or has the administrator agree that they are lost.
  private func keepAuditLog(_ plan: Departure) throws(Failure) {
    let count = Wording.counted(plan.changeCount, "change")
    if let auditLog {
      guard !isDry else { return system.say("would   write \(count) to '\(auditLog)'") }
      try AuditExport(database: target.database, secretFile: target.secretFile, person: target.person).write(
        to: auditLog)
      return system.say("wrote   \(count) to '\(auditLog)'")
    }
    guard !isDry, !isConfirmed else { return }
    let loss = "the audit log has \(count), which can be neither seen nor undone afterwards"
    switch system.ask("\(loss) (--audit-log FILE keeps them in a file).\ndrop the audit log?") {
    case true?: return
    case false?: throw Failure(.invalid, "nothing was changed")
    case nil:
      throw Failure(
        .invalid, "\(loss): release asks before it drops them, and stdin is not a terminal",
        hint: "use --audit-log FILE to write them to a file first, or --yes to drop them")
    }
  }

  private func plan() throws(Failure) -> Departure {
    do { return try target.release(isDry: true) } catch {
      guard error.kind == .busy, let dropIn = target.dropIns.first else { throw error }
      var failure = error
      let instance = dropIn.instance
      failure.hint =
        "systemctl stop \(instance.unit).socket \(instance.readOnlyUnit).socket \(instance.unit).service"
      throw failure
    }
  }

  private func tell(_ departure: Departure) {
    guard !departure.isEmpty else {
      return system.say("found   nothing of vantage6-admin in '\(departure.name)'")
    }
    if departure.restoresJournal {
      system.say("\(isDry ? "would   change" : "changed") the file's journal back to a rollback journal")
    }
    let indexes = departure.indexes.isEmpty ? [] : [Wording.counted(Int64(departure.indexes.count), "index")]
    let schema = departure.schema.map { ["the schema '\($0)'"] } ?? []
    let dropped = departure.tables + indexes + schema
    if !dropped.isEmpty { system.say("\(isDry ? "would   drop" : "dropped") \(dropped.joined(separator: ", "))") }
    if let reason = departure.schemaStays { system.say("note    \(reason)") }
    for backup in departure.backups {
      system.say("kept    '\(backup)', a copy from before: remove it when you no longer need it")
    }
  }
}
