import TestData
import TestTerminal
import Testing

/// A database for tests: a copy of a real one, or a fresh one of a generation.
enum Origin: Sendable, CustomTestStringConvertible {
  case sample(Sample)
  case fresh(Int)

  var testDescription: String {
    switch self {
    case .sample(let sample): sample.rawValue
    case .fresh(let generation): "fresh \(generation)"
    }
  }

  static let everyLayout: [Origin] = [
    .fresh(2), .fresh(3), .fresh(4), .sample(.sample2), .sample(.sample3), .sample(.sample4),
  ]
}

/// The real daemon on a database of its own, for as long as the value lives.
struct Database: ~Copyable {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  let folder: TemporaryFolder
  private var arguments: [String]
  private var daemon: Program

  init(_ origin: Origin) throws {
    let folder = try TemporaryFolder()
    var arguments = ["--socket", folder.path(of: "s"), "--read-only-socket", folder.path(of: "r")]
    switch origin {
    case .sample(let sample): arguments += ["--database", try folder.copy(of: sample, as: "db")]
    case .fresh(let generation):
      arguments += ["--database", folder.path(of: "db"), "--layout", String(generation)]
    }
    daemon = try Self.start(arguments)
    self.arguments = arguments
    self.folder = folder
  }

  deinit { daemon.stop() }

  private static func start(_ arguments: [String]) throws -> Program {
    let daemon = try Program("vantage6-admin", arguments)
    try daemon.read { $0.outputText.contains("ready") || $0.errorText.contains("ready") }
    return daemon
  }

  func stop() { daemon.stop() }

  /// Starts the daemon again, after `stop`.
  mutating func start() throws { daemon = try Self.start(arguments) }

  /// Starts another daemon on the same sockets, with a fresh database of a generation, after `stop`.
  mutating func startAnother(_ generation: Int) throws {
    arguments = arguments.prefix(4) + ["--database", folder.path(of: "another"), "--layout", String(generation)]
    try start()
  }

  var socket: String { folder.path(of: "s") }

  /// Runs the real shell on statements from its standard input.
  func shell(_ statements: String, _ options: String...) throws -> Outcome {
    let input = folder.path(of: "statements")
    try TemporaryFolder.write(Array(statements.utf8), to: input)
    let program = try Program(
      "vshell", options, input: input, environment: ["VCTL_SOCKET": socket])
    try program.read()
    return Outcome(status: program.wait(), output: program.outputText, errors: program.errorText)
  }
}
