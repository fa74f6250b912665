import Admin
import Adoption
import Catalogue
import Glibc
import Vocabulary

extension HostCommand {
  static let release = HostCommand(
    name: "release", synopsis: "FILE [options]",
    help: """
      Leaves a database as if the daemon had never been there: what it added is taken out, the journal is what it was,
      and the drop-in that 'setup' wrote for it is removed. The copy that was made before stays.
      """,
    options: [.dryRun, .help]
  ) { words, system throws(Failure) in
    guard let path = words.plain.first, words.plain.count == 1 else {
      throw Failure(.parameters, "release needs one FILE, the database")
    }
    try Releasing(system: system, isDry: words.has(.dryRun)).run(path)
  }
}

/// One run of `vantage6-admin release`.
private struct Releasing {
  let system: System
  let isDry: Bool

  func run(_ path: String) throws(Failure) {
    // Find out whether the release is possible before anything is changed.
    let plan = try self.plan(path)
    let dropIns = DropIn.all(naming: plan.path, in: system.units)
    // Remove the drop-ins first: with them, the next connection would start the daemon on this file again.
    for (_, dropIn) in dropIns {
      system.say("\(isDry ? "would   remove" : "removed") '\(dropIn)'")
      if !isDry { try DropIn.remove(dropIn) }
    }
    if !isDry, !dropIns.isEmpty { try system.reload() }
    tell(isDry ? plan : try DatabaseFile.release(path, .vantage6))
    for (instance, _) in dropIns {
      system.say(
        "next    systemctl disable --now \(instance.unit).socket \(instance.readOnlyUnit).socket, unless it shall "
          + "serve its own database from now on")
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
    guard !departure.objects.isEmpty else {
      return system.say("found   nothing of vantage6-admin in '\(departure.path)'")
    }
    if departure.restoresJournal {
      system.say("\(isDry ? "would   change" : "changed") the file's journal back to a rollback journal")
    }
    system.say("\(isDry ? "would   drop" : "dropped") \(departure.objects.joined(separator: ", "))")
    for backup in departure.backups {
      system.say("kept    '\(backup)', a copy from before: remove it when nobody needs it")
    }
  }
}
