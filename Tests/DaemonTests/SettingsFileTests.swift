import Admin
import Glibc
import TestData
import Testing

@testable import Daemon

@Suite("The file of settings")
struct SettingsFileTests {
  /// The options of a command line behind `--settings` with a file of that text.
  private func options(_ text: String, _ more: [String] = []) throws -> Options {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "settings")
    try TemporaryFolder.write(Array(text.utf8), to: path)
    guard case .run(let options) = try Command(["--settings", path] + more) else { throw Unable() }
    return options
  }

  private struct Unable: Error {}

  @Test("settings are the options in capitals; comments, spaces and quotes do no harm")
  func all() throws {
    let options = try options(
      "# no\n\n LOG_LEVEL = debug \nLANES=3\r\nNO_INDEXES=yes\nJOURNAL=\"wal\"\n#DEPTH=5\nLAYOUT='3'\nCONNECTIONS=7"
    )
    #expect(options.logLevel == .debug && options.lanes == 3 && !options.isIndexed && options.switchesToWAL)
    #expect(options.layout == 3 && options.limits.connections == 7 && options.limits.depth == 64)
  }

  @Test("a byte order mark at the start is no part of the first line")
  func mark() throws {
    #expect(try options("\u{FEFF}LOG_LEVEL=debug\n").logLevel == .debug)
    #expect(try options("\u{FEFF}# a comment\nLANES=3\n").lanes == 3)
    #expect(throws: UsageError.self) { try options("LANES=3\n\u{FEFF}LOG_LEVEL=debug\n") }
  }

  @Test("the command line has the last word, wherever it stands")
  func precedence() throws {
    #expect(try options("LANES=3\nNO_INDEXES=no\n", ["--lanes", "5", "--no-indexes"]).lanes == 5)
    #expect(try options("NO_INDEXES=no\n", ["--no-indexes"]).isIndexed == false)
    #expect(try options("NO_INDEXES=no\n").isIndexed)
  }

  @Test("a file that is not there says nothing")
  func missing() throws {
    let folder = try TemporaryFolder()
    guard case .run(let options) = try Command(["--settings", folder.path(of: "none")]) else { throw Unable() }
    #expect(options.lanes == Options().lanes)
  }

  @Test(
    "what cannot be understood is said with its line",
    arguments: [
      ("#\nLOG_LEVLE=debug", "line 2: unknown setting 'LOG_LEVLE': did you mean 'LOG_LEVEL'?"),
      ("LOG_LEVEL=loud", "line 1: 'LOG_LEVEL': expected error, warning, info, debug, got 'loud'"),
      ("NO_INDEXES=1", "line 1: 'NO_INDEXES': expected yes or no, got '1'"),
      ("DATABASE=x", "line 1: 'DATABASE' is not a setting: use the command line, or the units"),
      ("PASSWORD_FILE=x", "line 1: 'PASSWORD_FILE' is not a setting: use the command line, or the units"),
      ("LANES 3", "line 1: expected NAME=value, got 'LANES 3'"),
    ])
  func errors(_ text: String, _ message: String) throws {
    let error = #expect(throws: UsageError.self) { _ = try options(text) }
    #expect(error?.message.hasSuffix("/settings', \(message)") == true)
  }

  @Test("the format of the log is known even if other lines are wrong, and the command line has the last word")
  func format() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "settings")
    try TemporaryFolder.write(Array("LOG_LEVLE=x\nLOG_FORMAT = 'json'\n".utf8), to: path)
    #expect(Command.logFormat(["--settings", path]) == .json)
    #expect(Command.logFormat(["--settings", path, "--log-format", "text"]) == .text)
    #expect(Command.logFormat(["--settings", folder.path]) == .text)
    #expect(try options("LOG_FORMAT=json").logFormat == .json)
  }

  @Test("a file that cannot be read is said")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    #expect(throws: UsageError("cannot read the settings '\(path)': Is a directory")) {
      _ = try Command(["--settings", path])
    }
  }

  private static let shipped =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/systemd/environment"

  @Test("the file that is installed has every setting once, commented out, with its default")
  func installed() throws {
    let text = String(decoding: try TemporaryFolder.bytes(of: Self.shipped), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("#") })
    let settings = lines.filter { !$0.hasPrefix("# ") }.map { $0.dropFirst() }
    // How many processors there are differs.
    let expected = Option.all.filter(\.isSetting)
    #expect(Set(settings.map { $0.prefix { $0 != "=" } }) == Set(expected.map { $0.settingName[...] }))
    #expect(settings.count == expected.count)
    for option in expected where option.name != "--lanes" {
      let value = option.argument == nil ? "no" : option.fallback
      #expect(settings.contains("\(option.settingName)=\(value)"), "\(option.settingName)")
    }
    // They are what the daemon does without them.
    var read = try options(settings.joined(separator: "\n"))
    (read.given, read.settings, read.lanes) = ([:], nil, Options().lanes)
    #expect(read == Options())
  }
}
