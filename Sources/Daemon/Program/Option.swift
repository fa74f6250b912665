import Admin
import Catalogue
import PostgreSQL
import Vocabulary

/// One option of the command line: how it is written, what it is for, and what it sets.
struct Option: Sendable {
  let name: String
  /// The name of the value in the help; nil for a flag.
  let argument: String?
  let help: String
  /// The default value in the help; empty if there is none.
  let fallback: String
  private let assign: @Sendable (inout Options, String) throws(UsageError) -> Void

  private init(
    _ name: String, _ argument: String?, _ help: String, fallback: String,
    _ assign: @escaping @Sendable (inout Options, String) throws(UsageError) -> Void
  ) {
    (self.name, self.argument, self.help, self.fallback, self.assign) = (name, argument, help, fallback, assign)
  }

  /// Sets the option.
  /// - Parameters:
  ///   - value: empty for a flag on the command line.
  ///   - label: the option's name in error messages.
  func set(_ value: String, in options: inout Options, as label: String) throws(UsageError) {
    do throws(UsageError) { try assign(&options, value) } catch { throw UsageError("\(label): \(error.message)") }
    options.given[name] = value
  }
}

extension Option {
  static let all: [Option] =
    [
      .text("--socket", "PATH", "Listen here for every call", Options.defaultSocket) { $0.socket = $1 },
      .text("--read-only-socket", "PATH", "Listen here for calls that change nothing", "none") {
        $0.readOnlySocket = $1
      },
      .text("--settings", "PATH", "Read this file of NAME=value lines first, and again at SIGHUP", "none") {
        $0.settings = $1
      },
      .database,
      .text("--password-file", "PATH", "Take the role's password for PostgreSQL from this file", "none") {
        $0.passwordFile = $1
      },
      .word(
        "--layout", Vantage6.layouts.map { String($0) }, "Generation of vantage6 whose tables a new file gets",
        String(Vantage6.usualLayout)
      ) {
        $0.layout = Int($1) ?? $0.layout
      },
      .word("--journal", ["keep", "wal"], "Use a write-ahead log, or keep what the file has", "keep") {
        $0.switchesToWAL = $1 == "wal"
      },
      .flag("--no-indexes", "Add no indexes on foreign keys and names") { $0.isIndexed = !$1 },
      .number(
        "--idle-exit", "SECONDS", "Exit after this long without a connection; 0: never", 0...31_536_000,
        \.idleExitSeconds),
      .number(
        "--stop-timeout", "SECONDS", "When stopping, wait this long for accepted requests", 0...3_600, \.stopSeconds),
      .number("--lanes", "COUNT", "Threads for slow reads and for hashing passwords", 1...256, \.lanes),
      .number(
        "--audit-keep-days", "DAYS", "Remove older changes from the audit log; 0: none", 0...36_500,
        \.retention.days),
      .number(
        "--audit-keep-records", "COUNT", "Remove the oldest changes beyond this many from the audit log; 0: none",
        0...1_000_000_000, \.retention.records),
      .word("--log-level", Log.Level.allCases.map(\.name), "Least important messages to log", "info") { options, word in
        options.logLevel = Log.Level.allCases.first { $0.name == word } ?? options.logLevel
      },
      .word(
        "--log-format", Log.Format.allCases.map(\.rawValue),
        "Log lines of text, or fields to the journal; or JSON lines",
        Log.Format.text.rawValue
      ) { $0.logFormat = Log.Format(rawValue: $1) ?? $0.logFormat },
    ] + limits

  private static let database = Option(
    "--database", "PATH|URI", "The SQLite file, or the PostgreSQL URI",
    fallback: Options().database
  ) { (options, value) throws(UsageError) in
    if value.isEmpty { throw UsageError("expected a value that is not empty") }
    if let problem = ConnectionURI.problem(in: value) { throw UsageError("the URI \(problem)") }
    // The list of processes shows a command line to everybody.
    guard ConnectionURI(value)?.hasPassword != true else {
      throw UsageError("a URI with a password can be read by everybody on this machine: \(PasswordFile.advice)")
    }
    options.database = value
  }

  private static let limits: [Option] = [
    .number("--message-bytes", "BYTES", "Longest message", 1_024...1 << 30, \.limits.messageBytes),
    .number(
      "--large-memory-bytes", "BYTES", "Memory for all messages over 1 MiB; 0: none is so long",
      0...1 << 40, \.limits.largeMemoryBytes),
    .number("--depth", "COUNT", "Deepest nesting of arrays and objects in a message", 4...512, \.limits.depth),
    .number("--batch-calls", "COUNT", "Most calls in a batch", 1...1_000_000, \.limits.batchCalls),
    .number("--connections", "COUNT", "Most connections at a time", 1...1_000_000, \.limits.connections),
    .number(
      "--frames-per-turn", "COUNT", "Messages that one connection may send before the next one's turn", 1...10_000,
      \.limits.framesPerTurn),
    .number("--page-bytes", "BYTES", "Size at which a page of a list ends early", 1_024...1 << 30, \.limits.pageBytes),
    .number(
      "--quick-steps", "COUNT", "Steps of SQLite after which a read moves to a lane", 1_000...1 << 30,
      \.limits.quickSteps),
    .number(
      "--quick-bytes", "BYTES", "Size of an answer after which a read moves to a lane", 1_024...1 << 30,
      \.limits.quickBytes),
  ]

  static func unknown(_ argument: String) -> UsageError {
    guard argument.hasPrefix("-") else {
      return UsageError(
        "unexpected argument \(Discretion.quoted(argument)): every value belongs to an option, see --help")
    }
    // The message leaves out the value, which may be a secret.
    let name = argument.firstIndex(of: "=").map { String(argument[..<$0]) } ?? argument
    let names = all.map(\.name) + ["--help", "--version"]
    return UsageError("unknown option \(Discretion.quoted(name))\(NearMiss.question(name, among: names))")
  }

  private static func flag(
    _ name: String, _ help: String, _ set: @escaping @Sendable (inout Options, Bool) -> Void
  ) -> Option {
    Option(name, nil, help, fallback: "") { (options, value) throws(UsageError) in
      // Empty on the command line, where a flag has no value and means yes.
      guard ["", "yes", "no"].contains(value) else {
        throw UsageError("expected yes or no, got \(Discretion.quoted(value))")
      }
      set(&options, value != "no")
    }
  }

  private static func text(
    _ name: String, _ argument: String, _ help: String, _ fallback: String,
    _ set: @escaping @Sendable (inout Options, String) -> Void
  ) -> Option {
    Option(name, argument, help, fallback: fallback) { (options, value) throws(UsageError) in
      if value.isEmpty { throw UsageError("expected a value that is not empty") }
      set(&options, value)
    }
  }

  private static func word(
    _ name: String, _ words: [String], _ help: String, _ fallback: String,
    _ set: @escaping @Sendable (inout Options, String) -> Void
  ) -> Option {
    Option(name, words.joined(separator: "|"), help, fallback: fallback) {
      (options, value) throws(UsageError) in
      guard words.contains(value) else {
        throw UsageError("expected \(words.joined(separator: ", ")), got \(Discretion.quoted(value))")
      }
      set(&options, value)
    }
  }

  private static func number(
    _ name: String, _ argument: String, _ help: String, _ range: ClosedRange<Int>,
    _ path: any WritableKeyPath<Options, Int> & Sendable
  ) -> Option {
    Option(name, argument, help, fallback: String(Options()[keyPath: path])) {
      (options, value) throws(UsageError) in
      guard let number = Int(value), range.contains(number) else {
        throw UsageError(
          "expected a number from \(range.lowerBound) to \(range.upperBound), got \(Discretion.quoted(value))")
      }
      options[keyPath: path] = number
    }
  }
}

extension Option {
  /// The text of `--help`.
  static var helpText: String {
    let lines = all.map { option in
      let left = "  \(option.name)\(option.argument.map { " \($0)" } ?? "")"
      let fallback = option.fallback.isEmpty ? "" : " (default: \(option.fallback))"
      return (left, option.help + fallback)
    }
    let own = [("  --help", "Show this text"), ("  --version", "Show the version")]
    let width = (lines + own).map(\.0.count).max() ?? 0
    return """
      usage: \(Version.name) [options]
             \(Version.name) setup --help     (lets the service work on a vantage6 server's database)
             \(Version.name) release --help   (leaves a database as if the daemon had never been there)

      Owns the database of a vantage6 server, and answers JSON-RPC 2.0 on a Unix socket.
      Sockets that the service manager passes are used instead of the default one.

      options:

      """
        + (lines + own).map { left, right in left + String(repeating: " ", count: width + 2 - left.count) + right + "\n"
        }
        .joined()
  }
}
