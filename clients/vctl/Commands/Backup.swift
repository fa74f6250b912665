import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary

extension Command {
  static let backup = Command(
    name: "backup", synopsis: "FILE|-",
    help:
      "Write a copy of the whole database to a new file of mode 0600, while others use the database; or check a copy. The "
      + "file gets its name only when it is whole. Only you need access to its folder.",
    examples: [
      "vctl backup /backups/vantage6.sqlite", "vctl backup --compress /backups/vantage6.sqlite.zst",
      "vctl backup - | ssh backup-host 'cat > vantage6.sqlite'", "vctl backup --verify /backups/vantage6.sqlite",
      "vctl backup --directory /backups --keep last=3,daily=7,monthly=12 --compress",
    ],
    options: [
      OptionDescription("verify", "Check that FILE is a whole backup, and tell what it holds."),
      OptionDescription("compress", "Compress it with zstd. 'verify' and 'restore' read both kinds."),
      OptionDescription("replace", "Replace FILE if it exists, once the new backup is whole."),
      OptionDescription(
        "directory", takes: "DIR", "Write to a new file in DIR that has the moment in its name."),
      OptionDescription(
        "keep", takes: "RULES",
        "With --directory: afterwards delete the backups there that no rule keeps, such as "
          + "last=3,daily=7,weekly=4,monthly=12."),
      OptionDescription(
        "hold", "Keep other processes waiting once, if they change the database all the time."),
    ],
    words: [.file], methods: ["database.backup", "database.verify"]
  ) { words, arguments, settings in
    if arguments.has("verify") { return try verify(words, arguments, settings) }
    let request = try BackupRequest(words, arguments)
    var session = try Session(settings.patient(arguments))
    let answer = try request.run(&session)
    try session.show(answer, named: request.path, [request.summary(answer)])
  }

  private static func verify(_ words: [String], _ arguments: CommandArguments, _ settings: Settings) throws {
    for option in ["compress", "replace", "directory", "keep", "hold"] where arguments.has(option) {
      throw UsageError("--\(option) does not go with --verify")
    }
    guard words.count == 1 else { throw UsageError("'vctl backup --verify' needs one FILE") }
    var session = try Session(settings.patient(arguments))
    let source = try BackupSource(words[0], session.progress)
    let answer = try session.call(
      "database.verify", JSON.Object([.init("name", .string(words[0]))]), Command.backup.options, changes: false,
      file: source.file.number)
    let text = BackupText(answer)
    try session.show(answer, named: words[0], ["'\(words[0])' is a whole backup: \(text.contents)"] + text.records)
  }
}

/// One `vctl backup`.
private struct BackupRequest {
  /// Nil for standard output.
  let path: String?
  let folder: String?
  let rules: BackupSet.Rules?
  let isCompressed: Bool
  let replaces: Bool
  let holds: Bool

  init(_ words: [String], _ arguments: CommandArguments) throws {
    isCompressed = arguments.has("compress")
    (replaces, holds, folder) = (arguments.has("replace"), arguments.has("hold"), arguments.value("directory"))
    rules = try arguments.value("keep").map { try BackupSet.Rules($0) }
    guard rules == nil || folder != nil else { throw UsageError("--keep needs --directory") }
    guard words.count == (folder == nil ? 1 : 0) else {
      throw UsageError(
        folder == nil
          ? "'vctl backup' needs one FILE, or '-' for standard output" : "--directory takes the place of FILE")
    }
    if let folder {
      path = "\(folder)/\(BackupSet.name(at: .now, isCompressed: isCompressed))"
    } else {
      path = words[0] == "-" ? nil : words[0]
    }
    if path == nil, Terminal.isTerminal(1) {
      throw UsageError("a backup is not written to a terminal", hint: "give a FILE, or a pipe: vctl backup - | …")
    }
    if let path, !replaces, access(path, F_OK) == 0 {
      throw Ending(.conflict, "'\(path)' exists already", hint: "--replace replaces it; or give another name")
    }
  }

  /// - Returns: what the daemon answered.
  func run(_ session: inout Session) throws -> JSON {
    guard let path else {
      let copy = try BackupSource.temporary()
      let answer = try call(copy.number, &session)
      try write(copy.number, to: 1, session.progress, answer)
      return answer
    }
    let target: WholeFile
    do throws(SystemError) { target = try WholeFile(at: path) } catch { throw Self.failure(path, error) }
    let answer: JSON
    if isCompressed {
      let copy = try BackupSource.temporary()
      answer = try call(copy.number, &session)
      try write(copy.number, to: target.number, session.progress, answer)
    } else {
      answer = try call(target.number, &session)
    }
    do throws(SystemError) { try target.publish(replaces: replaces) } catch { throw Self.failure(path, error) }
    try deleteSurplus()
    return answer
  }

  private func call(_ file: Int32, _ session: inout Session) throws -> JSON {
    try session.call(
      "database.backup", JSON.Object(holds ? [.init("hold", true)] : []), Command.backup.options, changes: false,
      file: file)
  }

  /// Writes the copy, compressed or as it is.
  private func write(_ copy: Int32, to target: Int32, _ progress: ProgressBar?, _ answer: JSON) throws {
    let total = answer["bytes"]?.integer ?? 0
    defer { progress?.clear() }
    let failure = { Self.failure(path, $0) }
    if isCompressed {
      let target = Zstandard.Target(file: target, failure: failure)
      return try Zstandard.compress(copy, to: target) { progress?.show("compressing the backup", $0, of: total) }
    }
    do throws(SystemError) {
      try Transfer.copy(copy, to: target) { done in
        progress?.show("writing the backup", done, of: total)
        return true
      }
    } catch { throw failure(error) }
  }

  private func deleteSurplus() throws {
    guard let folder, let rules else { return }
    for backup in try BackupSet.inFolder(folder).surplus(rules) where unlink("\(folder)/\(backup.name)") != 0 {
      throw Ending(.refused, "the backup was made, but '\(backup.name)' cannot be deleted: \(systemReason(errno))")
    }
  }

  private static func failure(_ path: String?, _ error: SystemError) -> Ending {
    guard let path else { return Ending(.refused, "cannot write the backup: \(systemReason(error.code))") }
    if error.code == EEXIST {
      return Ending(.conflict, "'\(path)' exists already", hint: "--replace replaces it; or give another name")
    }
    return Ending(.refused, "cannot write '\(path)': \(systemReason(error.code))")
  }

  func summary(_ answer: JSON) -> String {
    let held = answer["held_ms"]?.integer ?? 0
    return (path.map { "made '\($0)': " } ?? "made the backup: ") + BackupText(answer).contents
      + (held > 0 ? "; other processes waited for \(held) ms at most" : "")
  }
}
