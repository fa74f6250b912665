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
    .fresh(2), .fresh(3), .fresh(4), .fresh(5), .sample(.sample2), .sample(.sample3), .sample(.sample4),
    .sample(.sample5),
  ]
}

/// The real daemon on a database of its own, for as long as the value lives: a file, or one on the engine of the tests
/// where that has such a database.
struct Database: ~Copyable {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  let folder: TemporaryFolder
  private var arguments: [String]
  private var daemon: Program
  private let server: PostgreSQLDatabase?

  init(_ origin: Origin, on engine: TestEngine = .current) throws {
    let folder = try TemporaryFolder()
    var arguments = ["--socket", folder.path(of: "s"), "--read-only-socket", folder.path(of: "r")]
    let server = engine == .postgresql ? try Self.server(origin) : nil
    switch origin {
    case .sample(let sample): arguments += ["--database", try server?.uri ?? folder.copy(of: sample, as: "db")]
    case .fresh(let generation):
      arguments += ["--database", server?.uri ?? folder.path(of: "db"), "--layout", String(generation)]
    }
    daemon = try Self.start(arguments)
    (self.arguments, self.server) = (arguments, server)
    self.folder = folder
  }

  deinit { daemon.stop() }

  /// A database on a server; nil where there is none of that origin.
  private static func server(_ origin: Origin) throws -> PostgreSQLDatabase? {
    switch origin {
    case .fresh: return try PostgreSQLServer.shared.database()
    case .sample(let sample): return sample.isThere ? try PostgreSQLServer.shared.database(from: sample.dump) : nil
    }
  }

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
