package import Admin
package import Catalogue
import Glibc
import PostgreSQL
import Vocabulary

/// The options that the daemon is started with.
package struct Options: Sendable, Equatable {
  /// Nil for `defaultSocket`, or for no such socket if the service manager passes sockets.
  package var socket: String?
  package var readOnlySocket: String?
  /// The path of the settings file; nil for none.
  package var settings: String?
  /// The path of a file, or the URI of a PostgreSQL database.
  package var database = "/var/lib/vantage6-admin/default.sqlite"
  /// The path of the file that has the role's password for a database on a server, and nothing else; nil for none.
  package var passwordFile: String?
  /// The generation of vantage6 whose tables a new file gets.
  package var layout = Vantage6.usualLayout
  package var switchesToWAL = false
  package var isIndexed = true
  package var idleExitSeconds = 0
  package var stopSeconds = 20
  package var lanes = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  package var logLevel = Log.Level.info
  package var logFormat = Log.Format.text
  package var limits = Limits()
  package var retention = AuditRetention()
  /// The text of each value that was given, by the option's name. The command line overrides the settings file.
  package var given: [String: String] = [:]

  package static let defaultSocket = Instance.main.socket

  package init() {}

  package var bounds: Bounds {
    var bounds = Bounds(lanes: lanes)
    (bounds.idleExitSeconds, bounds.stopSeconds) = (idleExitSeconds, stopSeconds)
    return bounds
  }
}

/// What a command line asks for.
package enum Command: Sendable, Equatable {
  case run(Options)
  case help
  case version

  /// - Parameter arguments: without the program's name.
  package init(_ arguments: [String]) throws(UsageError) {
    var settings: [(option: Option, value: String)] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--help" || argument == "-h" {
        self = .help
        return
      }
      if argument == "--version" {
        self = .version
        return
      }
      let (name, joined) = Self.split(argument)
      guard let option = Option.all.first(where: { $0.name == name }) else { throw Option.unknown(argument) }
      guard option.argument != nil else {
        if joined != nil { throw UsageError("option '\(name)' takes no value") }
        settings.append((option, ""))
        continue
      }
      guard let value = joined ?? rest.popFirst() else {
        throw UsageError("option '\(name)' needs a value: \(name) \(option.argument ?? "")")
      }
      settings.append((option, value))
    }
    self = .run(try Self.options(settings))
  }

  /// Applies the settings file before the command line, so that the command line overrides it.
  private static func options(_ settings: [(option: Option, value: String)]) throws(UsageError) -> Options {
    var options = Options()
    if let file = settings.last(where: { $0.option.name == "--settings" })?.value, !file.isEmpty {
      try SettingsFile(path: file).apply(to: &options)
    }
    for (option, value) in settings { try option.set(value, in: &options, as: "option '\(option.name)'") }
    if options.passwordFile != nil, ConnectionURI(options.database) == nil {
      throw UsageError("option '--password-file' is for the URI of a PostgreSQL database, and --database names a file")
    }
    return options
  }

  /// The format of the log that a command line or its settings file asks for, whatever else is wrong with them.
  package static func logFormat(_ arguments: [String]) -> Log.Format {
    var (file, format) = (String?.none, Log.Format?.none)
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let (name, joined) = split(argument)
      guard let option = Option.all.first(where: { $0.name == name }), option.argument != nil,
        let value = joined ?? rest.popFirst()
      else { continue }
      if option.name == "--settings" { file = value }
      if option.name == "--log-format" { format = Log.Format(rawValue: value) ?? format }
    }
    if let format { return format }
    let setting = file.flatMap { try? SettingsFile(path: $0) }?.value(of: "LOG_FORMAT")
    return setting.flatMap { Log.Format(rawValue: $0) } ?? .text
  }

  /// Splits `--name=value`. Without a `=`, the value is nil.
  private static func split(_ argument: String) -> (name: String, value: String?) {
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
  }
}
