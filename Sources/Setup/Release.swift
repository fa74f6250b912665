import Admin
import Adoption
import Catalogue
import Glibc
import Vocabulary

extension Option {
  static let auditLog = Option("--audit-log", "FILE", "Write the changes to a new FILE first, as JSON lines")
  static let yes = Option("--yes", nil, "Do not ask before the audit log is dropped")
}

extension HostCommand {
  static let release = HostCommand(
    name: "release", synopsis: "FILE [options]",
    help: """
      Leaves a database as if the daemon had never been there: removes what it added, restores the kind of journal, and
      removes the drop-in that 'setup' wrote for it. The copy that was made before stays. The changes in the audit log
      can then be neither seen nor undone, so release asks first, unless it writes them to a file.
      """,
    options: [.auditLog, .yes, .dryRun, .help]
  ) { words, system throws(Failure) in
    guard let path = words.plain.first, words.plain.count == 1 else {
      throw Failure(.parameters, "release needs one FILE, the database")
    }
    try Releasing(
      system: system, isDry: words.has(.dryRun), isConfirmed: words.has(.yes), auditLog: words[.auditLog]
    ).run(path)
  }
}

/// One run of `vantage6-admin release`.
private struct Releasing {
  let system: System
  let isDry: Bool
  /// Whether the administrator said before that the audit log may be lost.
  let isConfirmed: Bool
  /// The path of the file that gets the changes.
  let auditLog: String?

  func run(_ path: String) throws(Failure) {
    // Find out whether the release is possible before anything is changed.
    let plan = try self.plan(path)
    let dropIns = DropIn.all(naming: plan.path, in: system.units)
    if plan.changeCount > 0 { try keepAuditLog(plan) }
    // Remove the drop-ins first: with them, the next connection would start the daemon on this file again.
    for (_, dropIn) in dropIns {
      system.say("\(isDry ? "would   remove" : "removed") '\(dropIn)'")
      if !isDry { try DropIn.remove(dropIn) }
    }
    if !isDry, !dropIns.isEmpty { try system.reload() }
    tell(isDry ? plan : try DatabaseFile.release(path, .vantage6))
    for (instance, _) in dropIns {
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
      try AuditExport(database: plan.path).write(to: auditLog)
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

  private func plan(_ path: String) throws(Failure) -> Departure {
    do { return try DatabaseFile.release(path, .vantage6, isDry: true) } catch {
      guard error.kind == .busy, let real = realpath(path, nil) else { throw error }
      defer { free(real) }
      guard let dropIn = DropIn.all(naming: String(cString: real), in: system.units).first else { throw error }
      var failure = error
      let instance = dropIn.instance
      failure.hint =
        "systemctl stop \(instance.unit).socket \(instance.readOnlyUnit).socket \(instance.unit).service"
      throw failure
    }
  }

  private func tell(_ departure: Departure) {
    guard !departure.tables.isEmpty || !departure.indexes.isEmpty else {
      return system.say("found   nothing of vantage6-admin in '\(departure.path)'")
    }
    if departure.restoresJournal {
      system.say("\(isDry ? "would   change" : "changed") the file's journal back to a rollback journal")
    }
    let indexes = departure.indexes.isEmpty ? [] : [Wording.counted(Int64(departure.indexes.count), "index")]
    system.say("\(isDry ? "would   drop" : "dropped") \((departure.tables + indexes).joined(separator: ", "))")
    for backup in departure.backups {
      system.say("kept    '\(backup)', a copy from before: remove it when you no longer need it")
    }
  }
}
