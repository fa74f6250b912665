import Admin
import Testing

@testable import Daemon

@Suite("The command line")
struct CommandTests {
  @Test("every option sets what it is for")
  func all() throws {
    var expected = Options()
    (expected.socket, expected.readOnlySocket, expected.database) = ("/s", "/r", "/d")
    (expected.layout, expected.switchesToWAL, expected.isIndexed) = (3, true, false)
    (expected.idleExitSeconds, expected.stopSeconds, expected.lanes) = (60, 5, 3)
    (expected.logLevel, expected.limits.connections, expected.limits.messageBytes) = (.debug, 7, 2_048)
    expected.logFormat = .json
    let text = """
      --socket /s --read-only-socket=/r --database /d --layout 3 --journal wal --no-indexes --idle-exit 60 \
      --stop-timeout 5 --lanes=3 --log-level debug --log-format json --connections 7 --message-bytes 2048
      """
    expected.given = [
      "--socket": "/s", "--read-only-socket": "/r", "--database": "/d", "--layout": "3", "--journal": "wal",
      "--no-indexes": "", "--idle-exit": "60", "--stop-timeout": "5", "--lanes": "3", "--log-level": "debug",
      "--log-format": "json", "--connections": "7", "--message-bytes": "2048",
    ]
    #expect(try Command(text.split(separator: " ").map(String.init)) == .run(expected))
    #expect(try Command([]) == .run(Options()))
    #expect(try Command(["--version"]) == .version)
  }

  @Test(
    "what cannot be understood is said in one line",
    arguments: [
      (["--sokcet", "x"], "unknown option '--sokcet': did you mean '--socket'?"),
      (["--socket"], "option '--socket' needs a value: --socket PATH"),
      (["--socket="], "option '--socket': expected a value that is not empty"),
      (["--layout", "6"], "option '--layout': expected 2, 3, 4, 5, got '6'"),
      (["--no-indexes=1"], "option '--no-indexes' takes no value"),
      (["--lanes", "0"], "option '--lanes': expected a number from 1 to 256, got '0'"),
      (["--idle-exit", "1m"], "option '--idle-exit': expected a number from 0 to 31536000, got '1m'"),
      (["file"], "unexpected argument 'file': every value belongs to an option, see --help"),
    ])
  func errors(_ arguments: [String], _ message: String) {
    #expect(throws: UsageError(message)) { try Command(arguments) }
  }

  @Test("a password file is for a database on a server")
  func passwordFile() throws {
    let uri = "postgresql://u@h/v6"
    guard case .run(let options) = try Command(["--password-file", "/run/p", "--database", uri]) else {
      Issue.record("it does not run")
      return
    }
    #expect(options.passwordFile == "/run/p" && options.database == uri)
    let message = "option '--password-file' is for the URI of a PostgreSQL database, and --database names a file"
    for file in [["--database", "/d"], []] {
      #expect(throws: UsageError(message)) { try Command(["--password-file=/run/p"] + file) }
    }
  }

  @Test(
    "the format of the log is known whatever else is wrong",
    arguments: [
      (["--log-format", "json", "--databse", "x"], Log.Format.json), (["--nothing", "--log-format=json"], .json),
      (["--socket", "--log-format=json"], .text), (["--log-format=json", "--log-format=text"], .text),
      (["--log-format=json", "--log-format=jsn"], .json), (["--log-format"], .text), ([], .text),
      (["--no-indexes", "--log-format", "json", "--settings", "/none"], .json),
    ])
  func format(_ arguments: [String], _ format: Log.Format) { #expect(Command.logFormat(arguments) == format) }

  @Test("a database is a path, or a URI as it was given", arguments: ["/d", "postgresql://u@/v6?host=/run/postgresql"])
  func database(text: String) throws {
    guard case .run(let options) = try Command(["--database", text]) else {
      Issue.record("it does not run")
      return
    }
    #expect(options.database == text)
  }

  @Test(
    "a URI with a password, or one that cannot be read, is refused, and nothing of it is said",
    arguments: [
      ("postgresql://u:hunter2@h/v6", "can be read by everybody"),
      ("postgresql+psycopg2://h/v6?password=hunter2", "LoadCredential=pgpass:FILE"),
      ("postgresql://u:hunter2/x@h/v6", "in a password write '%2F'"), ("postgresql://h:hunter2/v6", "is no number"),
    ])
  func password(uri: String, words: String) throws {
    do {
      _ = try Command(["--database", uri])
      Issue.record("it is not refused")
    } catch {
      #expect(error.message.contains(words) && !error.message.contains("hunter2"), "\(error.message)")
    }
  }

  @Test("the help names every option with its default, within 120 columns")
  func help() {
    let lines = Option.helpText.split(separator: "\n")
    for option in Option.all {
      let line = lines.first { $0.hasPrefix("  \(option.name) ") }
      #expect(line != nil, "\(option.name) is missing")
      if option.argument != nil { #expect(line?.contains("(default: \(option.fallback))") == true) }
    }
    #expect(lines.allSatisfy { $0.count <= 130 })
  }
}
